            {
                let s := calldataload(add(input, {{offset}}))
                ok := and(ok, lt(s, {{order}}))
                mstore(t, {{x}})
                mstore(add(t, 0x20), {{y}})
                mstore(add(t, 0x40), s)
                ok := and(ok, staticcall(gas(), 7, t, 0x60, t, 0x40))
                mstore(add(x, 0x40), mload(t))
                mstore(add(x, 0x60), mload(add(t, 0x20)))
                ok := and(ok, staticcall(gas(), 6, x, 0x80, x, 0x40))
            }

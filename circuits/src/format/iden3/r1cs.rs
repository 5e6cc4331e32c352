use super::{element_bytes, prime};
use crate::groth16::Constraints;
use alloc::vec::Vec;
use ark_ff::{BigInteger, PrimeField};

/// Hands the `.r1cs` file to `out` piece by piece.
pub(crate) fn write_r1cs<F: PrimeField>(constraints: &Constraints<F>, out: &mut dyn FnMut(&[u8])) {
    let width = element_bytes::<F>();
    let variables = constraints.variables() as u64;

    out(b"r1cs");
    out(&1u32.to_le_bytes());
    out(&3u32.to_le_bytes());

    let mut header = Vec::new();
    header.extend((width as u32).to_le_bytes());
    header.extend(prime::<F>());
    header.extend((variables as u32).to_le_bytes());
    // Public outputs, public inputs, private inputs: which of the rest are given and which computed, nobody needs to know.
    for count in [0, constraints.inputs() as u32, 0] {
        header.extend(count.to_le_bytes());
    }
    header.extend(variables.to_le_bytes());
    header.extend((constraints.len() as u32).to_le_bytes());
    section(1, header.len() as u64, out);
    out(&header);

    let terms: usize = constraints.matrices.iter().flatten().map(Vec::len).sum();
    section(2, (constraints.len() * 3 * 4 + terms * (4 + width)) as u64, out);
    let [a, b, c] = &constraints.matrices;
    let mut row = Vec::new();
    for rows in a.iter().zip(b).zip(c).map(|((a, b), c)| [a, b, c]) {
        row.clear();
        for terms in rows {
            row.extend((terms.len() as u32).to_le_bytes());
            for (coefficient, variable) in terms {
                row.extend((*variable as u32).to_le_bytes());
                row.extend(coefficient.into_bigint().to_bytes_le());
            }
        }
        out(&row);
    }

    section(3, variables * 8, out);
    (0..variables).for_each(|label| out(&label.to_le_bytes()));
}

fn section(kind: u32, length: u64, out: &mut dyn FnMut(&[u8])) {
    out(&kind.to_le_bytes());
    out(&length.to_le_bytes());
}

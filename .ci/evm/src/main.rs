//! `evm CODE GAS_MAX ANSWER=CALLDATA...`: deploys a contract and calls it. CODE is the creation code in hexadecimal as solc writes it, CALLDATA a
//! file with the bytes of a call, ANSWER the boolean that the call must return: `true` or `false`. Prints the gas of each transaction, and fails if a
//! call that returns true costs more than GAS_MAX.

use revm::context::TxEnv;
use revm::context::result::{ExecutionResult, Output};
use revm::database::InMemoryDB;
use revm::primitives::{Address, Bytes, TxKind, U256};
use revm::{Context, ExecuteCommitEvm, MainBuilder, MainContext};
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [code, most, calls @ ..] = &arguments[..] else {
        return Err("usage: evm CODE GAS_MAX ANSWER=CALLDATA...".into());
    };
    let most: u64 = most.parse()?;
    let mut evm = Context::mainnet().with_db(InMemoryDB::default()).build_mainnet();
    let mut nonce = 0;
    let mut send = |to: TxKind, data: Vec<u8>| -> Result<(u64, Option<Address>, Bytes), Box<dyn Error>> {
        let transaction = TxEnv::builder()
            .caller(Address::ZERO)
            .kind(to)
            .data(data.into())
            .gas_limit(10_000_000)
            .nonce(nonce)
            .build();
        nonce += 1;
        match evm.transact_commit(transaction.map_err(|error| format!("{error:?}"))?)? {
            ExecutionResult::Success { gas, output: Output::Create(data, address), .. } => {
                Ok((gas.used(), address, data))
            }
            ExecutionResult::Success { gas, output: Output::Call(data), .. } => Ok((gas.used(), None, data)),
            failure => Err(format!("the transaction failed: {failure:?}").into()),
        }
    };

    let (gas, address, runtime) = send(TxKind::Create, decode(std::fs::read_to_string(code)?.trim())?)?;
    let contract = address.ok_or("no contract was made")?;
    println!("contract: {} bytes, {gas} gas to deploy", runtime.len());
    for call in calls {
        let (answer, file) = call.split_once('=').ok_or("a call is ANSWER=CALLDATA")?;
        let (gas, _, output) = send(TxKind::Call(contract), std::fs::read(file)?)?;
        let expected = U256::from(u8::from(answer.parse::<bool>()?)).to_be_bytes::<32>();
        if output[..] != expected {
            return Err(format!("{file}: the contract returned {output}, not {answer}").into());
        }
        if answer == "true" && gas > most {
            return Err(format!("{file}: {gas} gas, more than {most}").into());
        }
        println!("{answer:5} as it should be, {gas} gas: {file}");
    }
    Ok(())
}

fn decode(text: &str) -> Result<Vec<u8>, Box<dyn Error>> {
    let digits = text.as_bytes();
    if !digits.len().is_multiple_of(2) {
        return Err("creation code of odd length".into());
    }
    digits.chunks(2).map(|pair| Ok(u8::from_str_radix(std::str::from_utf8(pair)?, 16)?)).collect()
}

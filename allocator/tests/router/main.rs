//! The router: its published numbers, its laws, and batches against enumeration.

mod batch;
mod golden;
mod laws;
mod oracle;
mod regression;
mod sample;

//! The `sealink` command line.
fn main() {}

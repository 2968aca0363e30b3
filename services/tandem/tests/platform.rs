//! Tests of the whole system as its users meet it: the real program, in one process and in ten, over its public ports.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "a test fails by panicking, is told by the environment where its servers are, and is a client like any other"
)]

mod contract;
mod door;
mod drill;
mod events;
mod kept;
mod mail;
mod statements;
mod stories;
mod support;

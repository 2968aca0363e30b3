//! The service of items by its real API, on a real database.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod desk;

mod customers;
mod events;
mod fields;
mod item;
mod list;
mod project;
mod search;
mod sla;
mod sla_policies;
mod statements;
mod tenancy;
mod types;
mod view;

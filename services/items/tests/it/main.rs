//! The service of items by its real API, on a real database.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod desk;

mod customers;
mod events;
mod fields;
mod item;
mod life;
mod links;
mod list;
mod merge;
mod project;
mod search;
mod search_blocks;
mod sla;
mod sla_policies;
mod statements;
mod subtasks;
mod tenancy;
mod types;
mod view;

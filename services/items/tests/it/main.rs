//! The service of items by its real API, on a real database.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod desk;

mod bulk;
mod customers;
mod dashboard;
mod events;
mod fields;
mod folders;
mod forms;
mod item;
mod life;
mod links;
mod list;
mod merge;
mod plans;
mod portfolios;
mod project;
mod recurrence;
mod retired;
mod search;
mod search_blocks;
mod sla;
mod sla_policies;
mod statements;
mod subtasks;
mod tenancy;
mod types;
mod uses;
mod view;

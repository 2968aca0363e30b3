//! The directory over its API, on a real database.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod accounts;
mod audit;
mod calendars;
mod credentials;
mod customers;
mod desk;
mod exports;
mod feeds;
mod lists;
mod organizations;
mod passwords;
mod plans;
mod search;
mod teams;
mod users;

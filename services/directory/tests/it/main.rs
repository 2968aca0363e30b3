//! The directory over its API, on a real database.
mod accounts;
mod calendars;
mod credentials;
mod customers;
mod desk;
mod organizations;
mod teams;
mod users;

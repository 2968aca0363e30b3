//! Automation over its API, on a real database.
mod rules;

//! What every service is made of. In reading order:
//! a [`process`] is a list of services; each is given a [`process::Context`] and answers with what it offers.

pub mod plain;
pub mod process;

pub mod audit;
pub mod auth;
pub mod clock;
pub mod config;
pub mod error;
pub mod html;
pub mod id;
pub mod mask;
pub mod noun;
pub mod page;

pub mod believed;
pub mod blob;
pub mod bus;
pub mod cache;
pub mod csv;
pub mod days;
pub mod db;
pub mod download;
mod dump;
pub mod event;

pub mod business_time;
pub mod condition;
pub mod custom_field;

pub mod outside;
pub mod recurrence;
pub mod secret;
pub mod spelling;

pub mod ops;
mod records;
pub mod rpc;
pub mod serve;
pub mod servers;
pub mod sight;
pub mod telemetry;

#[cfg(feature = "testing")]
pub mod testing;

pub use auth::{Caller, Cause, Role, Who};
pub use bus::{Bus, Consumer};
pub use clock::Clock;
pub use config::Config;
pub use db::{Db, Readers, Tx};
pub use error::{Error, OnConstraint, Result};
pub use event::Emit;
pub use id::Id;
pub use noun::{Beside, Noun};
pub use page::Page;
pub use process::{Context, Service, Started, Task, Ticker};

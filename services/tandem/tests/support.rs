//! What the tests of the whole system share: a platform to test, and the people and mail servers around it.
pub mod account;
pub mod database;
pub mod letter;
pub mod live;
pub mod markup;
pub mod platform;
pub mod process;
pub mod sentences;
pub mod sink;
pub mod smtp;
pub mod wait;

pub use self::{
    account::{Account, Client, Person},
    letter::Letter,
    live::Live,
    platform::{Form, Platform},
    sentences::Sentences,
    sink::{Mail, Sink},
    wait::until,
};

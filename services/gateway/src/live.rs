//! The live stream: that something changed, never what. From the bus to the screens of those who may know.
pub mod audience;
pub mod hub;
pub mod ring;
pub mod sse;

pub use hub::{Hub, Sent, Subscription};

//! Mail in and out, across directory, items and conversations: real services, a real listener, a real relay.
mod desk;
mod incoming;
mod loops;
mod outgoing;
mod waiting;

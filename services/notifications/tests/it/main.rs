//! Notifications over their API, on a real database, beside the real directory.
mod desk;
mod follow;
mod mail;
mod notifications;
mod tell;

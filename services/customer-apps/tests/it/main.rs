//! Customer apps over their API, on a real database, beside the real directory.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod desk;
mod pages;
mod surveys;

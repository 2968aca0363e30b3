//! Customer apps over their API, on a real database, beside the real directory.
mod desk;
mod pages;
mod surveys;

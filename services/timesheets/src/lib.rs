//! timesheets.

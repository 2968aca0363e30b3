//! customer-apps.

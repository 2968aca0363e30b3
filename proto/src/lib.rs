//! The contract: messages, clients and servers of every service, compiled from `proto/`. Nothing here is written by hand
//! but the names of the packages.
#![allow(clippy::all, clippy::pedantic, missing_docs, reason = "generated code")]

/// Every message and rpc with its options, as a `FileDescriptorSet`: for reflection, transcoding and the access check.
pub const DESCRIPTORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/tandem.binpb"));

/// Google's own packages that the contract uses.
pub mod google {
    pub mod api {
        tonic::include_proto!("google.api");
    }
}

/// The packages, at the paths that generated code expects.
pub mod tandem {
    macro_rules! package {
        ($module:ident, $name:literal) => {
            pub mod $module {
                pub mod v1 {
                    tonic::include_proto!($name);
                }
            }
        };
    }
    package!(r#type, "tandem.r#type.v1");
    package!(event, "tandem.event.v1");
    package!(directory, "tandem.directory.v1");
    package!(items, "tandem.items.v1");
    package!(conversations, "tandem.conversations.v1");
    package!(automation, "tandem.automation.v1");
    package!(timesheets, "tandem.timesheets.v1");
    package!(notifications, "tandem.notifications.v1");
    package!(customer_apps, "tandem.customer_apps.v1");
    package!(gateway, "tandem.gateway.v1");
}

pub use tandem::{
    automation::v1 as automation, conversations::v1 as conversations, customer_apps::v1 as customer_apps,
    directory::v1 as directory, event::v1 as event, gateway::v1 as gateway, items::v1 as items,
    notifications::v1 as notifications, timesheets::v1 as timesheets, r#type::v1 as types,
};

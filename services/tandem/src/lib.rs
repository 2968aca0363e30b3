//! The list of services.
use tandem_kit::Service;

/// Every service there is, in the order in which they start.
pub static SERVICES: &[Service] = &[
    tandem_gateway::SERVICE,
    tandem_directory::SERVICE,
    tandem_items::SERVICE,
    tandem_conversations::SERVICE,
    tandem_automation::SERVICE,
    tandem_timesheets::SERVICE,
    tandem_notifications::SERVICE,
    tandem_customer_apps::SERVICE,
];

//! A few requests and tasks for the demo account, through the same doors as real ones.
use tandem_kit::{Cause, auth, id::EventId, rpc::Peers};
use tandem_proto::{
    conversations::{CaptureRequest, capture_request::Channel, inbound_service_client::InboundServiceClient},
    items::{CreateItemRequest, Kind, items_service_client::ItemsServiceClient},
};

const REQUESTS: [(&str, &str, &str, &str); 6] = [
    (
        "Ann Customer",
        "ann@acme.test",
        "The printer on floor 3 is on fire",
        "It smells of burnt toner and nobody dares to go near. Can somebody come today?",
    ),
    (
        "Carl Customer",
        "carl@acme.test",
        "Invoice 2026-118 shows the wrong address",
        "We moved in May. Please send it again with the new address: 12 Harbour Street.",
    ),
    (
        "Zoe Visitor",
        "zoe@gmail.com",
        "How do I reset my password?",
        "The link in the mail says that it has expired, every time.",
    ),
    (
        "Ann Customer",
        "ann@acme.test",
        "Laptop for the new colleague",
        "Marta starts on Monday. She needs a laptop with two screens.",
    ),
    (
        "Ivan Horvat",
        "ivan@adriatic.test",
        "Wi-Fi drops in the meeting room",
        "Every day around noon. The phone stays connected, the laptop does not.",
    ),
    (
        "Lena Brandt",
        "lena@adriatic.test",
        "Export of our customers",
        "For our audit we need a list of all customers as CSV, by Friday.",
    ),
];
const TASKS: [(&str, i32); 3] = [
    ("Renew the certificate of the mail server", 4),
    ("Write down how new laptops are set up", 2),
    ("Clean up old projects", 0),
];

/// The request by which a thing is made, once however often the demo is begun.
fn request_id(cause: &Cause, title: &str) -> String {
    EventId::derived(cause.account().uuid(), title).uuid().to_string()
}

/// Makes them. Rules run on each as they do on real ones.
pub async fn make(peers: &Peers, system: &Cause, owner: &Cause) -> anyhow::Result<()> {
    let mut inbound = InboundServiceClient::new(peers.channel("conversations")?);
    for (name, email, title, text) in REQUESTS {
        let request = CaptureRequest {
            channel: Channel::WebForm.into(),
            name: name.into(),
            email: email.into(),
            title: title.into(),
            text: text.into(),
            request_id: request_id(system, title),
            ..CaptureRequest::default()
        };
        auth::acting(system, inbound.capture(request)).await?;
    }
    let mut items = ItemsServiceClient::new(peers.channel("items")?);
    for (title, priority) in TASKS {
        let request = CreateItemRequest {
            kind: Kind::Task.into(),
            title: title.into(),
            priority,
            ..CreateItemRequest::default()
        };
        auth::acting(owner, items.create_item(request)).await?;
    }
    Ok(())
}

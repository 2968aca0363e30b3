//! The people of the demo account.
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tandem_kit::{Cause, auth, id::EventId, rpc::Channel};
use tandem_proto::directory::{
    CreateCustomerRequest, CreateOrganizationRequest, CreateUserRequest,
    customers_service_client::CustomersServiceClient,
    organizations_service_client::OrganizationsServiceClient, user::Role,
    users_service_client::UsersServiceClient,
};

const USERS: [(&str, &str, Role); 3] = [
    ("Adam Admin", "adam@demo.localhost", Role::Admin),
    ("Eve Agent", "eve@demo.localhost", Role::Agent),
    ("Bob Agent", "bob@demo.localhost", Role::Agent),
];
const CUSTOMERS: [(&str, &str); 3] = [
    ("Ann Customer", "ann@acme.test"),
    ("Carl Customer", "carl@acme.test"),
    ("Zoe Visitor", "zoe@gmail.com"),
];

/// A password that nobody chose: it follows from the owner's, which is random, so that a start that was cut off goes on with
/// the same ones.
fn password(seed: &str, email: &str) -> String {
    let digest = Sha256::digest(format!("{seed} {email}"));
    digest[..12].iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

/// The request by which a person is made, once however often the demo is begun.
fn request_id(cause: &Cause, email: &str) -> String {
    EventId::derived(cause.account().uuid(), email).uuid().to_string()
}

/// Makes the users beside the owner; answers with how each signs in.
pub async fn users(directory: &Channel, cause: &Cause, seed: &str) -> anyhow::Result<Vec<Value>> {
    let mut told = Vec::new();
    for (name, email, role) in USERS {
        let password = password(seed, email);
        let request = CreateUserRequest {
            name: name.into(),
            email: email.into(),
            role: role.into(),
            password: password.clone(),
            request_id: request_id(cause, email),
            ..CreateUserRequest::default()
        };
        let mut users = UsersServiceClient::new(directory.clone());
        let made = auth::acting(cause, users.create_user(request)).await?.into_inner();
        told.push(json!({"id": made.id, "email": email, "password": password, "name": name, "role": role.as_str_name()}));
    }
    Ok(told)
}

/// Makes an organization and the customers; answers with how each signs in at the portal.
pub async fn customers(directory: &Channel, cause: &Cause, seed: &str) -> anyhow::Result<Vec<Value>> {
    let acme = CreateOrganizationRequest {
        name: "Acme".into(),
        domains: vec!["acme.test".into()],
        request_id: request_id(cause, "acme.test"),
        ..CreateOrganizationRequest::default()
    };
    auth::acting(cause, OrganizationsServiceClient::new(directory.clone()).create_organization(acme)).await?;
    let mut told = Vec::new();
    for (name, email) in CUSTOMERS {
        let password = password(seed, email);
        let request = CreateCustomerRequest {
            name: name.into(),
            email: email.into(),
            password: password.clone(),
            request_id: request_id(cause, email),
            ..CreateCustomerRequest::default()
        };
        let mut customers = CustomersServiceClient::new(directory.clone());
        let made = auth::acting(cause, customers.create_customer(request)).await?.into_inner();
        told.push(json!({"id": made.id, "email": email, "password": password, "organization_id": made.organization_id}));
    }
    Ok(told)
}

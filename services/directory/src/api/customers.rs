//! `CustomersService`.
use tandem_kit::{Cause, Error, Page, id, mask};
use tandem_proto::{
    directory::{self as pb, customers_service_server::CustomersService},
    items::custom_field::Target,
};
use tonic::{Request, Response, Status};
use uuid::Uuid;

use super::Api;
use crate::{
    customer::{self, Change, New},
    fields::{Given, in_mask},
    list::{self, Order, What},
    person,
};

const SETTABLE: [&str; 4] = ["name", "organization_id", "disabled", "fields.<key>"];
const MOST_PEOPLE: usize = 500;
const MOST_CUSTOMERS: usize = 100;

fn check_count(count: usize, most: usize) -> Result<(), Error> {
    if count > most { Err(Error::invalid("ids", format!("has {count} ids; at most {most}"))) } else { Ok(()) }
}

fn of_kind(ids: &[String], kind: &str) -> Vec<Uuid> {
    ids.iter()
        .filter_map(|text| id::split(text))
        .filter(|(prefix, _)| *prefix == kind)
        .map(|(_, id)| id)
        .collect()
}

#[tonic::async_trait]
impl CustomersService for Api {
    async fn get_customer(
        &self,
        request: Request<pb::GetCustomerRequest>,
    ) -> Result<Response<pb::Customer>, Status> {
        let cause = Cause::of(&request)?;
        let id = request.into_inner().id.parse()?;
        Ok(Response::new((&customer::get(self.db.pool(), cause.account(), id).await?).into()))
    }

    async fn batch_get_customers(
        &self,
        request: Request<pb::BatchGetCustomersRequest>,
    ) -> Result<Response<pb::BatchGetCustomersResponse>, Status> {
        let cause = Cause::of(&request)?;
        let ids = request.into_inner().ids;
        check_count(ids.len(), MOST_CUSTOMERS)?;
        let customers = customer::batch(self.db.pool(), cause.account(), &of_kind(&ids, "cus")).await?;
        Ok(Response::new(pb::BatchGetCustomersResponse {
            customers: customers.iter().map(Into::into).collect(),
        }))
    }

    async fn list_customers(
        &self,
        request: Request<pb::ListCustomersRequest>,
    ) -> Result<Response<pb::ListCustomersResponse>, Status> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        let page = Page::of(request.page_size, &request.page_token)?;
        let of = id::in_optional_field("organization_id", &request.organization_id)?;
        let what = What::Customers { of };
        let order = Order::read(&request.order_by, what)?;
        let db = self.db.pool();
        let with = (db, &self.fields, &self.clock);
        let asked = list::asked(with, &cause, what, (&request.query, &request.filter)).await?;
        let found = list::page::<customer::Customer>(db, &asked, order, &page).await?;
        Ok(Response::new(pb::ListCustomersResponse {
            customers: found.rows.iter().map(Into::into).collect(),
            next_page_token: found.next_page_token,
            corrected_query: found.corrected,
        }))
    }

    async fn create_customer(
        &self,
        request: Request<pb::CreateCustomerRequest>,
    ) -> Result<Response<pb::Customer>, Status> {
        let cause = Cause::of(&request)?;
        let pb::CreateCustomerRequest { name, email, organization_id, password, request_id, fields } =
            request.into_inner();
        let organization = id::in_optional_field("organization_id", &organization_id)?;
        let request = id::request(&request_id)?;
        let fields = self.fields.of_new(&cause, Target::Customer, &fields).await?;
        let new = New { name, email, organization, password_hash: None, request, fields };
        let customer = customer::create(&self.db, &cause, new, &password).await?;
        Ok(Response::new((&customer).into()))
    }

    async fn update_customer(
        &self,
        request: Request<pb::UpdateCustomerRequest>,
    ) -> Result<Response<pb::Customer>, Status> {
        let cause = Cause::of(&request)?;
        let pb::UpdateCustomerRequest { customer, update_mask } = request.into_inner();
        let given = customer.ok_or_else(|| Error::invalid("customer", "is required"))?;
        let (mut change, mut own) = (Change::default(), Given::new());
        for path in mask::paths(update_mask.as_ref())? {
            match path {
                "name" => change.name = Some(given.name.trim().to_owned()),
                "organization_id" => change.organization = Some(given.organization_id.clone()),
                "disabled" => change.disabled = Some(given.disabled),
                custom => match in_mask(custom, &given.fields) {
                    Some(named) => own.extend(named),
                    None => return Err(mask::unknown(path, &SETTABLE).into()),
                },
            }
        }
        change.fields = self.fields.setting(&cause, Target::Customer, own).await?;
        let customer = customer::update(&self.db, &cause, given.id.parse()?, given.revision, change).await?;
        Ok(Response::new((&customer).into()))
    }

    async fn ensure_person(
        &self,
        request: Request<pb::EnsurePersonRequest>,
    ) -> Result<Response<pb::Person>, Status> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        Ok(Response::new(person::ensure(&self.db, &self.fields, &cause, &request).await?.into()))
    }

    async fn batch_get_people(
        &self,
        request: Request<pb::BatchGetPeopleRequest>,
    ) -> Result<Response<pb::BatchGetPeopleResponse>, Status> {
        let cause = Cause::of(&request)?;
        let pb::BatchGetPeopleRequest { mut ids, emails } = request.into_inner();
        check_count(ids.len() + emails.len(), MOST_PEOPLE)?;
        if !emails.is_empty() {
            let emails: Vec<String> = emails.iter().map(|email| email.trim().to_lowercase()).collect();
            let found = person::by_emails(self.db.pool(), cause.account(), &emails).await?;
            ids.extend(found.into_values().map(|person| pb::Person::from(person).id));
        }
        let people =
            person::batch(self.db.pool(), cause.account(), &of_kind(&ids, "usr"), &of_kind(&ids, "cus"))
                .await?;
        Ok(Response::new(pb::BatchGetPeopleResponse { people: people.into_iter().map(Into::into).collect() }))
    }
}

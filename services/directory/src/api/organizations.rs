//! `OrganizationsService`.
use tandem_kit::{Cause, Error, Page, id, mask};
use tandem_proto::{
    directory::{self as pb, organizations_service_server::OrganizationsService},
    items::custom_field::Target,
};
use tonic::{Request, Response, Status};

use super::Api;
use crate::{
    fields::{Given, in_mask},
    list::{self, Order, What},
    organization::{self, Change},
};

#[tonic::async_trait]
impl OrganizationsService for Api {
    async fn get_organization(
        &self,
        request: Request<pb::GetOrganizationRequest>,
    ) -> Result<Response<pb::Organization>, Status> {
        let cause = Cause::of(&request)?;
        let id = request.into_inner().id.parse()?;
        Ok(Response::new((&organization::get(self.db.pool(), cause.account(), id).await?).into()))
    }

    async fn list_organizations(
        &self,
        request: Request<pb::ListOrganizationsRequest>,
    ) -> Result<Response<pb::ListOrganizationsResponse>, Status> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        let page = Page::of(request.page_size, &request.page_token)?;
        let what = What::Organizations;
        let order = Order::read(&request.order_by, what)?;
        let db = self.db.pool();
        let with = (db, &self.fields, &self.clock);
        let asked = list::asked(with, &cause, what, (&request.query, &request.filter)).await?;
        let found = list::page::<organization::Organization>(db, &asked, order, &page).await?;
        Ok(Response::new(pb::ListOrganizationsResponse {
            organizations: found.rows.iter().map(Into::into).collect(),
            next_page_token: found.next_page_token,
            corrected_query: found.corrected,
        }))
    }

    async fn create_organization(
        &self,
        request: Request<pb::CreateOrganizationRequest>,
    ) -> Result<Response<pb::Organization>, Status> {
        let cause = Cause::of(&request)?;
        let pb::CreateOrganizationRequest { name, domains, request_id, fields } = request.into_inner();
        let request_id = id::request(&request_id)?;
        let fields = self.fields.of_new(&cause, Target::Organization, &fields).await?;
        let made = organization::create(&self.db, &cause, (&name, &domains), request_id, &fields).await?;
        Ok(Response::new((&made).into()))
    }

    async fn update_organization(
        &self,
        request: Request<pb::UpdateOrganizationRequest>,
    ) -> Result<Response<pb::Organization>, Status> {
        let cause = Cause::of(&request)?;
        let pb::UpdateOrganizationRequest { organization, update_mask } = request.into_inner();
        let given = organization.ok_or_else(|| Error::invalid("organization", "is required"))?;
        let (mut change, mut own) = (Change::default(), Given::new());
        for path in mask::paths(update_mask.as_ref())? {
            match path {
                "name" => change.name = Some(given.name.trim().to_owned()),
                "domains" => change.domains = Some(given.domains.clone()),
                custom => match in_mask(custom, &given.fields) {
                    Some(named) => own.extend(named),
                    None => return Err(mask::unknown(path, &["name", "domains", "fields.<key>"]).into()),
                },
            }
        }
        change.fields = self.fields.setting(&cause, Target::Organization, own).await?;
        let id = given.id.parse()?;
        let made = organization::update(&self.db, &cause, id, given.revision, change).await?;
        Ok(Response::new((&made).into()))
    }
}

//! `PeopleExportsService`.
use tandem_kit::{
    Cause,
    download::{Format, Pieces, file},
    id,
};
use tandem_proto::directory::{self as pb, people_exports_service_server::PeopleExportsService};
use tonic::{Request, Response, Status};

use super::Api;
use crate::{
    export,
    list::{self, What},
};

impl Api {
    async fn exported(
        &self,
        cause: &Cause,
        what: What,
        asked: (&str, &str),
        format: &str,
    ) -> Result<Response<Pieces>, Status> {
        let format = Format::read(format)?;
        let with = (self.db.pool(), &self.fields, &self.clock);
        let asked = list::asked(with, cause, what, asked).await?;
        let text = export::people(self.db.pool(), &self.fields, asked, format).await?;
        file(&export::file_name(what, format), format.content_type(), text)
    }
}

#[tonic::async_trait]
impl PeopleExportsService for Api {
    type ExportCustomersStream = Pieces;
    type ExportOrganizationsStream = Pieces;
    type ExportUsersStream = Pieces;

    async fn export_customers(
        &self,
        request: Request<pb::ExportCustomersRequest>,
    ) -> Result<Response<Pieces>, Status> {
        let cause = Cause::of(&request)?;
        let pb::ExportCustomersRequest { format, query, organization_id, filter } = request.into_inner();
        let of = id::in_optional_field("organization_id", &organization_id)?;
        self.exported(&cause, What::Customers { of }, (&query, &filter), &format).await
    }

    async fn export_organizations(
        &self,
        request: Request<pb::ExportOrganizationsRequest>,
    ) -> Result<Response<Pieces>, Status> {
        let cause = Cause::of(&request)?;
        let pb::ExportOrganizationsRequest { format, query, filter } = request.into_inner();
        self.exported(&cause, What::Organizations, (&query, &filter), &format).await
    }

    async fn export_users(
        &self,
        request: Request<pb::ExportUsersRequest>,
    ) -> Result<Response<Pieces>, Status> {
        let cause = Cause::of(&request)?;
        let pb::ExportUsersRequest { format, query, show_disabled, filter } = request.into_inner();
        self.exported(&cause, What::Users { disabled: show_disabled }, (&query, &filter), &format).await
    }
}

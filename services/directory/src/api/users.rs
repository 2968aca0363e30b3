//! `UsersService`.
use tandem_kit::{Cause, Error, Page, clock::timestamp, id, mask};
use tandem_proto::{
    directory::{self as pb, user::Role, users_service_server::UsersService},
    items::custom_field::Target,
};
use tonic::{Request, Response, Status};

use super::Api;
use crate::{
    account, customer,
    fields::{Given, in_mask},
    list::{self, Order, What},
    password_link,
    user::{self, Change, New},
};

#[tonic::async_trait]
impl UsersService for Api {
    async fn get_me(&self, request: Request<pb::GetMeRequest>) -> Result<Response<pb::Me>, Status> {
        let cause = Cause::of(&request)?;
        let account = account::get(self.db.pool(), cause.account()).await?;
        let mut me = pb::Me {
            account_id: cause.account().to_string(),
            account_name: account.name,
            time_zone: account.time_zone,
            ..pb::Me::default()
        };
        if let Some(id) = cause.caller.user() {
            let user = user::get(self.db.pool(), cause.account(), id).await?;
            (me.id, me.name, me.email) = (id.to_string(), user.name, user.email);
            me.role = user::role_of(user.role).into();
        } else if let Some(id) = cause.caller.customer() {
            let customer = customer::get(self.db.pool(), cause.account(), id).await?;
            me.organization_id = pb::Customer::from(&customer).organization_id;
            (me.id, me.name, me.email) = (id.to_string(), customer.name, customer.email);
        } else {
            me.id = cause.actor();
        }
        Ok(Response::new(me))
    }

    async fn get_user(&self, request: Request<pb::GetUserRequest>) -> Result<Response<pb::User>, Status> {
        let cause = Cause::of(&request)?;
        let id = request.into_inner().id.parse()?;
        Ok(Response::new((&user::get(self.db.pool(), cause.account(), id).await?).into()))
    }

    async fn list_users(
        &self,
        request: Request<pb::ListUsersRequest>,
    ) -> Result<Response<pb::ListUsersResponse>, Status> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        let page = Page::of(request.page_size, &request.page_token)?;
        let what = What::Users { disabled: request.show_disabled };
        let order = Order::read(&request.order_by, what)?;
        let db = self.db.pool();
        let with = (db, &self.fields, &self.clock);
        let asked = list::asked(with, &cause, what, (&request.query, &request.filter)).await?;
        let found = list::page::<user::User>(db, &asked, order, &page).await?;
        Ok(Response::new(pb::ListUsersResponse {
            users: found.rows.iter().map(Into::into).collect(),
            next_page_token: found.next_page_token,
            corrected_query: found.corrected,
        }))
    }

    async fn create_user(
        &self,
        request: Request<pb::CreateUserRequest>,
    ) -> Result<Response<pb::User>, Status> {
        let cause = Cause::of(&request)?;
        let given = request.into_inner();
        let (role, request_id) = (given.role(), id::request(&given.request_id)?);
        if role == Role::Owner && !cause.caller.is_internal() && cause.caller.role < tandem_kit::Role::Owner {
            return Err(Error::denied("only an owner makes an owner").into());
        }
        let pb::CreateUserRequest { name, email, password, fields, .. } = given;
        let fields = self.fields.of_new(&cause, Target::User, &fields).await?;
        let new = New { name: name.trim().to_owned(), email, role, password_hash: String::new(), fields };
        let user = user::create(&self.db, &cause, new, &password, request_id).await?;
        Ok(Response::new((&user).into()))
    }

    async fn update_user(
        &self,
        request: Request<pb::UpdateUserRequest>,
    ) -> Result<Response<pb::User>, Status> {
        let cause = Cause::of(&request)?;
        let pb::UpdateUserRequest { user, update_mask } = request.into_inner();
        let given = user.ok_or_else(|| Error::invalid("user", "is required"))?;
        let (mut change, mut own) = (Change::default(), Given::new());
        for path in mask::paths(update_mask.as_ref())? {
            match path {
                "name" => change.name = Some(given.name.trim().to_owned()),
                "role" => change.role = Some(given.role()),
                "disabled" => change.disabled = Some(given.disabled),
                custom => match in_mask(custom, &given.fields) {
                    Some(named) => own.extend(named),
                    None => {
                        return Err(mask::unknown(path, &["name", "role", "disabled", "fields.<key>"]).into());
                    }
                },
            }
        }
        change.fields = self.fields.setting(&cause, Target::User, own).await?;
        let user = user::update(&self.db, &cause, given.id.parse()?, given.revision, change).await?;
        Ok(Response::new((&user).into()))
    }

    async fn invite_user(
        &self,
        request: Request<pb::InviteUserRequest>,
    ) -> Result<Response<pb::Invitation>, Status> {
        let cause = Cause::of(&request)?;
        let id = request.into_inner().id.parse()?;
        let made = password_link::invite(&self.db, &cause, id).await?;
        Ok(Response::new(pb::Invitation {
            url: password_link::url(&self.public_url, &made.secret),
            expire_time: Some(timestamp(made.expire_time)),
        }))
    }

    async fn list_roles(
        &self,
        _: Request<pb::ListRolesRequest>,
    ) -> Result<Response<pb::ListRolesResponse>, Status> {
        let role = |role: Role, name: &str, description: &str| pb::Role {
            role: role.into(),
            name: name.into(),
            description: description.into(),
        };
        let roles = vec![
            role(Role::Owner, "Owner", "Everything, including who owns the account"),
            role(Role::Admin, "Admin", "Everything but making owners: people, rules, settings, items"),
            role(Role::Agent, "Agent", "Works on items, conversations, customers and time"),
        ];
        Ok(Response::new(pb::ListRolesResponse { roles }))
    }
}

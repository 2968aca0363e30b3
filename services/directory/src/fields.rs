//! Custom fields of customers, organizations and users: items knows what there are, the values are kept with the people.
use std::{sync::Arc, time::Duration};

use chrono::TimeDelta;
use prost::Name as _;
use sqlx::types::Json;
use tandem_kit::{
    Cause, Clock, Context, Result, Task, auth,
    believed::Believed,
    bus::{Heard, hear},
    custom_field::values::{self, Fields as Known},
    id::AccountId,
    rpc::Channel,
};
use tandem_proto::items::{
    CustomField, CustomFieldCreated, CustomFieldUpdated, ListCustomFieldsRequest, custom_field::Target,
    custom_fields_service_client::CustomFieldsServiceClient,
};
use tonic::Request;

use tandem_kit::custom_field::values::differences;
pub use tandem_kit::custom_field::values::{Given, Values, named as in_mask, to_wire};

/// Values as a row has them.
pub type Kept = Json<Values>;

/// How long items may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long what there is is believed where nothing is set by it but defaults.
const BELIEVED: TimeDelta = TimeDelta::seconds(60);

/// The fields of all accounts.
#[derive(Clone)]
pub struct Fields {
    /// Only on a test bench it may be missing; there are no fields then.
    items: Option<Channel>,
    clock: Clock,
    memory: Arc<Believed<AccountId, Vec<CustomField>>>,
}

/// Values to set, and the fields that they are of.
#[derive(Default)]
pub struct Setting {
    fields: Vec<CustomField>,
    given: Given,
}

impl Setting {
    /// Whether anything is said.
    pub fn is_some(&self) -> bool {
        !self.given.is_empty()
    }
    /// The values after it; `at` is what stands before their keys.
    ///
    /// # Errors
    /// `Invalid` with the field.
    pub fn apply(&self, before: &Values, at: &str) -> Result<Values> {
        values::set(&Known::of_all(self.fields.iter()), before, &self.given, at)
    }
}

/// What a customer and an organization have that are made by a mail or for an item.
#[derive(Default)]
pub struct Defaults {
    pub customer: Values,
    pub organization: Values,
}

impl Fields {
    /// From what the process gives.
    ///
    /// # Errors
    /// Names the address that is missing.
    pub fn new(cx: &Context) -> anyhow::Result<Self> {
        let items = match cx.peers.channel("items") {
            Ok(channel) => Some(channel),
            Err(_) if cx.config.testing => None,
            Err(error) => return Err(error),
        };
        Ok(Self { items, clock: cx.clock.clone(), memory: Arc::default() })
    }

    /// The values of something new: those given, and the defaults of the rest. A user must give what is required.
    ///
    /// # Errors
    /// `Invalid` with the field; where items is away and something is given.
    pub async fn of_new(&self, cause: &Cause, target: Target, given: &Given) -> Result<Values> {
        let account = cause.account();
        // What a user must give may have been said a moment ago.
        let believed = if cause.caller.user().is_some() { TimeDelta::zero() } else { BELIEVED };
        let all = if given.is_empty() {
            self.believed(account, believed).await?
        } else {
            self.read(account).await?
        };
        let known = Known::of_all(all.iter().filter(|field| field.target() == target));
        let made = values::of_new(&known, given, "fields")?;
        if cause.caller.user().is_some() {
            values::complete(&known, &made, "fields")?;
        }
        Ok(made)
    }

    /// The fields of a target that are in use.
    ///
    /// # Errors
    /// Where items is away.
    pub async fn of(&self, account: AccountId, target: Target) -> Result<Vec<CustomField>> {
        let all = self.read(account).await?;
        Ok(all.iter().filter(|field| field.target() == target && !field.retired).cloned().collect())
    }

    /// The fields of a target, retired ones too.
    ///
    /// # Errors
    /// Where items is away.
    pub async fn all_of(&self, account: AccountId, target: Target) -> Result<Vec<CustomField>> {
        let all = self.read(account).await?;
        Ok(all.iter().filter(|field| field.target() == target).cloned().collect())
    }

    /// What is given, with the fields that it is of, as they are at this moment.
    ///
    /// # Errors
    /// Where items is away.
    pub async fn setting(&self, cause: &Cause, target: Target, given: Given) -> Result<Setting> {
        if given.is_empty() {
            return Ok(Setting::default());
        }
        let all = self.read(cause.account()).await?;
        Ok(Setting { fields: all.iter().filter(|field| field.target() == target).cloned().collect(), given })
    }

    /// What machines make has.
    ///
    /// # Errors
    /// As items answers, if it is there.
    pub async fn defaults(&self, account: AccountId) -> Result<Defaults> {
        let all = self.believed(account, BELIEVED).await?;
        let of = |target| {
            values::of_new(
                &Known::of_all(all.iter().filter(|f| f.target() == target)),
                &Given::new(),
                "fields",
            )
        };
        Ok(Defaults { customer: of(Target::Customer)?, organization: of(Target::Organization)? })
    }

    /// What is there as far as is known: where items is away, as it was last, or nothing, so that people are made all the same.
    async fn believed(&self, account: AccountId, believed: TimeDelta) -> Result<Arc<Vec<CustomField>>> {
        if let Some(fields) = self.memory.found(&account, self.clock.now(), believed) {
            return Ok(fields);
        }
        let last = self.memory.last(&account).unwrap_or_default();
        match self.read(account).await {
            Err(error) if error.passing() => {
                tracing::warn!(account.id = %account, %error, "a person is made without asking for the defaults of their fields");
                Ok(last)
            }
            read => read,
        }
    }

    async fn read(&self, account: AccountId) -> Result<Arc<Vec<CustomField>>> {
        let Some(items) = self.items.clone() else { return Ok(Arc::default()) };
        let reading = self.memory.reading(self.clock.now());
        let mut request = Request::new(ListCustomFieldsRequest { with_retired: true, ..Default::default() });
        request.set_timeout(PATIENCE);
        let mut client = CustomFieldsServiceClient::new(items);
        // Whoever makes a person, all fields count.
        let cause = Cause::system(account);
        let read = auth::acting(&cause, client.list_custom_fields(request)).await?;
        let fields = Arc::new(read.into_inner().custom_fields);
        self.memory.keep(account, reading, fields.clone());
        Ok(fields)
    }
}

/// Those that differ, as masks and events name them.
pub fn named(before: &Values, after: &Values) -> Vec<String> {
    differences(before, after).into_iter().map(|key| format!("fields.{key}")).collect()
}

/// What is believed of an account's fields is doubted when they changed somewhere.
pub fn watch(cx: &Context, fields: &Fields) -> Task {
    let (events, fields) = (cx.bus.watch(), fields.clone());
    let changed = [CustomFieldCreated::full_name(), CustomFieldUpdated::full_name()];
    Task::new("directory.fields", |stop| async move {
        hear(events, &stop, |heard| match heard {
            Heard::Event(event) if changed.contains(&event.r#type) => {
                event.account.parse().iter().for_each(|account| fields.memory.doubt(account));
            }
            Heard::Event(_) => {}
            Heard::Missed(_) => fields.memory.doubt_all(),
        })
        .await;
        Ok(())
    })
}

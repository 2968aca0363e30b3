//! Who may learn that something happened, and of which subjects.
use tandem_kit::{
    Caller, Who,
    id::{CustomerId, UserId},
};
use tandem_proto::{event::event::Audience, gateway::Notice};

/// Somebody at a screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Viewer {
    /// A user, `usr_…`.
    User(String),
    /// A customer, `cus_…`.
    Customer(String),
}

impl Viewer {
    /// Who a caller is at a screen; nobody where it is not a person.
    pub fn of(caller: &Caller) -> Option<Self> {
        match &caller.who {
            Who::User(id) => Some(Self::User(UserId::from(*id).to_string())),
            Who::Customer(id) => Some(Self::Customer(CustomerId::from(*id).to_string())),
            _ => None,
        }
    }
}

/// What a viewer gets of a notice.
#[derive(Debug, PartialEq)]
pub enum Seen {
    Nothing,
    /// As everybody of the account gets it.
    All,
    /// A part of it, made for this viewer.
    Part(Notice),
}

/// What a viewer may learn. A user: everything of the account but what concerns another user alone, or other users by name. A customer: what customers may
/// know and that is about them; a colleague's request they may not read is none of it. Of that, only the requests and themselves,
/// and no revision, which would grow by what is internal too.
pub fn seen(notice: &Notice, audience: Audience, viewer: &Viewer) -> Seen {
    match viewer {
        Viewer::User(id) => {
            let all_users =
                !notice.subjects.is_empty() && notice.subjects.iter().all(|s| s.starts_with("usr_"));
            let personal = all_users || audience == Audience::Named;
            if personal && !notice.subjects.contains(id) { Seen::Nothing } else { Seen::All }
        }
        Viewer::Customer(id) => {
            let own = |s: &String| s == id;
            if audience != Audience::Customer || !notice.subjects.iter().any(own) {
                return Seen::Nothing;
            }
            let known = |s: &&String| *s == id || s.starts_with("item_") || s.starts_with("conv_");
            let subjects = notice.subjects.iter().filter(known).cloned().collect();
            Seen::Part(Notice { subjects, revision: 0, ..notice.clone() })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notice(subjects: &[&str]) -> Notice {
        let subjects = subjects.iter().map(|s| (*s).to_owned()).collect();
        Notice { id: "e1".into(), r#type: "tandem.items.v1.ItemUpdated".into(), subjects, revision: 7 }
    }
    fn customer() -> Viewer {
        Viewer::Customer("cus_1".into())
    }

    #[test]
    fn a_user_sees_the_account_but_not_what_is_another_users_alone() {
        let user = Viewer::User("usr_1".into());
        let cases: [(&[&str], bool); 5] = [
            (&["item_1", "usr_2"], true),
            (&["usr_1"], true),
            (&["usr_2"], false),
            (&["usr_2", "usr_1"], true),
            (&[], true),
        ];
        for (subjects, sees) in cases {
            let got = seen(&notice(subjects), Audience::Internal, &user);
            assert_eq!(got == Seen::All, sees, "{subjects:?}");
        }
    }

    #[test]
    fn what_is_for_users_by_name_is_for_nobody_else() {
        let (private, named) = (notice(&["conv_1", "usr_1", "cus_1"]), Audience::Named);
        assert_eq!(seen(&private, named, &Viewer::User("usr_1".into())), Seen::All);
        assert_eq!(seen(&private, named, &Viewer::User("usr_2".into())), Seen::Nothing);
        assert_eq!(seen(&private, named, &customer()), Seen::Nothing);
    }

    #[test]
    fn a_customer_sees_no_sign_of_what_is_internal() {
        let about_them = notice(&["item_1", "cus_1", "org_1"]);
        for audience in [Audience::Internal, Audience::Unspecified] {
            assert_eq!(seen(&about_them, audience, &customer()), Seen::Nothing);
        }
    }

    #[test]
    fn a_customer_sees_their_own_and_only_known_subjects() {
        let Seen::Part(part) = seen(
            &notice(&["item_1", "cus_1", "cus_2", "org_1", "usr_1", "conv_1"]),
            Audience::Customer,
            &customer(),
        ) else {
            panic!("it is about them")
        };
        assert_eq!(
            (part.subjects.as_slice(), part.revision),
            (["item_1", "cus_1", "conv_1"].map(String::from).as_slice(), 0)
        );
        for others in [&["item_1", "cus_2", "org_2"][..], &["item_1", "org_1"], &["item_1"], &[]] {
            assert_eq!(seen(&notice(others), Audience::Customer, &customer()), Seen::Nothing, "{others:?}");
        }
    }
}

//! When something is, as a calendar file writes it. Pure.
use jiff::{
    Timestamp,
    civil::{DateTime, Time},
    tz::TimeZone,
};
use tandem_kit::recurrence::{Until, read_time};

use super::{line::Line, zone::Zones};

/// What a time is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Frame {
    /// A whole day, wherever.
    Day,
    /// The clock on the wall, wherever.
    Wall,
    Utc,
    Zone(String),
}

/// A time, and what it is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    pub at: DateTime,
    pub frame: Frame,
}

/// The zones of a calendar, and the one of who reads it.
pub struct Frames<'a> {
    pub zones: Zones,
    pub home: &'a str,
}

impl Moment {
    /// Reads one value of a line.
    pub fn read(line: &Line, text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_uppercase();
        let (plain, utc) = text.strip_suffix('Z').map_or((text.as_str(), false), |plain| (plain, true));
        let is_day = line.param("VALUE").is_some_and(|value| value.eq_ignore_ascii_case("DATE"));
        let plain = if is_day { plain.get(..8)? } else { plain };
        let at = read_time(plain)?;
        let frame = match line.param("TZID") {
            _ if plain.len() == 8 => Frame::Day,
            _ if utc => Frame::Utc,
            Some("UTC" | "Etc/UTC" | "GMT" | "Z") => Frame::Utc,
            Some(zone) => Frame::Zone(zone.to_owned()),
            None => Frame::Wall,
        };
        Some(Self { at, frame })
    }
}

impl Frames<'_> {
    /// A moment by the clock of a frame.
    pub fn shift(&self, moment: &Moment, to: &Frame) -> DateTime {
        match (&moment.frame, to) {
            (Frame::Utc, to) => self.utc_in(moment.at, to),
            (Frame::Zone(one), Frame::Zone(other)) if one != other => match self.zones.moment(one, moment.at)
            {
                Some(at) => self.zones.wall(other, at),
                None => moment.at,
            },
            (Frame::Zone(one), Frame::Utc) => match self.zones.moment(one, moment.at) {
                Some(at) => TimeZone::UTC.to_datetime(at),
                None => moment.at,
            },
            _ => moment.at,
        }
    }

    fn utc_in(&self, at: DateTime, to: &Frame) -> DateTime {
        let Ok(zoned) = at.to_zoned(TimeZone::UTC) else { return at };
        match to {
            Frame::Utc => at,
            // Midnight of UTC beside a whole day means that day.
            Frame::Day if at.time() == Time::midnight() => at,
            Frame::Zone(zone) => self.zones.wall(zone, zoned.timestamp()),
            Frame::Day | Frame::Wall => self.home(zoned.timestamp()),
        }
    }

    /// By the clock of who reads it.
    pub fn home(&self, at: Timestamp) -> DateTime {
        TimeZone::get(self.home).unwrap_or(TimeZone::UTC).to_datetime(at)
    }

    /// Until when a rule goes, by the clock of a frame.
    pub fn until(&self, until: Until, frame: &Frame) -> DateTime {
        match until {
            Until::Local(at) => at,
            Until::Utc(at) => self.utc_in(TimeZone::UTC.to_datetime(at), frame),
        }
    }
}

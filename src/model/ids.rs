//! Numbers that name the things of a model. Each kind counts from 0.

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);

        impl $name {
            /// As an index into the model's list of these.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

ids! {
    /// A node, in the order of names (so that ties settle by number).
    NodeId;
    /// A declared leg (both directions of `A <-> B`), in the order declared.
    LegId;
    /// A commodity.
    CommodityId;
    /// A mode.
    ModeId;
    /// A bloc.
    BlocId;
    /// A declared border.
    BorderId;
    /// A declared change of mode.
    TransferId;
    /// A pool.
    PoolId;
    /// A named corridor.
    CorridorId;
    /// A demand.
    DemandId;
    /// A contract.
    ContractId;
    /// An observed flow.
    ObservedId;
    /// A change.
    ChangeId;
    /// A scenario; 0 is `baseline`.
    ScenarioId;
    /// A constant or parameter.
    ConstantId;
    /// A source.
    SourceId;
    /// A set of citations; 0 is none.
    CitesId;
    /// A unit as an author wrote it (model's list of shown units).
    UnitId;
    /// An uncertain input: one declared distribution.
    InputId;
    /// A tag, or the kind of a node, or a service: an interned word.
    WordId;
}

/// One direction of a leg: twice the leg's number, plus 1 for B to A.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LegWay(pub u32);

impl LegWay {
    /// The way from A to B (`false`) or back (`true`).
    pub fn new(leg: LegId, back: bool) -> Self {
        Self(2 * leg.0 + u32::from(back))
    }

    /// The leg.
    pub fn leg(self) -> LegId {
        LegId(self.0 / 2)
    }

    /// Whether it runs from B to A.
    pub fn is_back(self) -> bool {
        self.0 % 2 == 1
    }

    /// As an index into lists that hold both ways of every leg.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

//! From what holds now to the graph of states on which routes and flows are
//! worked out.

export { PARTS } from './fields.ts';
export { Holder, type HoldState } from './holder.ts';
export { MatcherError, matchEntry, parseMatcher, type Matcher } from './matcher.ts';
export { receiversOf, routeTo, type InhibitRule, type Routing } from './routing.ts';
export { durationText } from './summary.ts';
export * from './tree.ts';

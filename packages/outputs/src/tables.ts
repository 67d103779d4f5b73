/** Tables of options that the configuration needs at all times, without the channels themselves. */
export { FILE_OPTIONS } from './channels/file/options.ts';
export { GRPC_OPTIONS } from './channels/grpc/options.ts';
export { HTTP_OPTIONS } from './channels/http/options.ts';
export { PROGRAM_OPTIONS } from './channels/program/options.ts';
export { SYSLOG_OPTIONS } from './channels/syslog/options.ts';
export { DELIVERY_OPTIONS, LANE_OPTIONS, QUEUE_OPTIONS } from './delivery/options.ts';
export { INHIBIT_OPTIONS, ROUTE_OPTIONS, THROTTLE_OPTIONS } from './routing/options.ts';

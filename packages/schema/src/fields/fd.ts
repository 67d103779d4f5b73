/** Fields of the file or socket that the event speaks of. */
import type { FieldDef } from '../types.ts';
import { OPTIONAL_INDEX, PLAIN_ONLY, fieldsOf, type FieldProperties } from './build.ts';

const EITHER_END: FieldProperties = { any: true, filterOnly: true, ...PLAIN_ONLY };
const NET: FieldProperties = { filterOnly: true, ...PLAIN_ONLY };
const DNS: FieldProperties = { unfilled: true, ...PLAIN_ONLY };

export const FD_FIELDS: readonly FieldDef[] = fieldsOf('fd', [
  ['fd.num', 'INT64', 'Number of the descriptor.'],
  [
    'fd.type',
    'CHARBUF',
    'Kind of the descriptor: `file`, `directory`, `ipv4`, `ipv6`, `unix`, `pipe`, `event`, `signalfd`, `eventpoll`, `inotify`, `memfd` and others.',
  ],
  [
    'fd.typechar',
    'CHARBUF',
    'Kind of the descriptor in one character: `f` file, `4` IPv4, `6` IPv6, `u` unix, `p` pipe, `e` event, `s` signalfd, `l` eventpoll, `i` inotify, `o` unknown and others.',
  ],
  ['fd.name', 'CHARBUF', 'Full path of a file, path of a unix socket, or `client:port->server:port` of a connection.'],
  ['fd.directory', 'CHARBUF', 'Directory of the file: `fd.name` without its last part.'],
  ['fd.filename', 'CHARBUF', 'Name of the file without its directory.'],
  ['fd.ip', 'IPADDR', 'Address of the client or of the server: true if either matches.', EITHER_END],
  ['fd.cip', 'IPADDR', 'Address of the client.'],
  ['fd.sip', 'IPADDR', 'Address of the server.'],
  ['fd.lip', 'IPADDR', 'Address of the local end.'],
  ['fd.rip', 'IPADDR', 'Address of the remote end.'],
  ['fd.port', 'PORT', 'Port of the client or of the server: true if either matches.', EITHER_END],
  ['fd.cport', 'PORT', 'Port of the client.'],
  ['fd.sport', 'PORT', 'Port of the server.'],
  ['fd.lport', 'PORT', 'Port of the local end.'],
  ['fd.rport', 'PORT', 'Port of the remote end.'],
  ['fd.l4proto', 'CHARBUF', 'Transport protocol of the socket: `tcp`, `udp`, `icmp` or `raw`.'],
  ['fd.sockfamily', 'CHARBUF', 'Family of the socket: `ip` or `unix`.'],
  ['fd.is_server', 'BOOL', 'True if the process is the server of the connection.'],
  [
    'fd.uid',
    'CHARBUF',
    'Names the descriptor across processes: process id and descriptor number written one after the other.',
  ],
  ['fd.containername', 'CHARBUF', 'Container id and `fd.name`, joined by a colon.'],
  ['fd.containerdirectory', 'CHARBUF', 'Container id and `fd.directory`, joined by a colon.'],
  [
    'fd.proto',
    'PORT',
    'Service of the client port or of the server port, by name or number: true if either matches.',
    EITHER_END,
  ],
  ['fd.cproto', 'CHARBUF', 'Service name of the client port, or its number where it has none.'],
  ['fd.sproto', 'CHARBUF', 'Service name of the server port, or its number where it has none.'],
  ['fd.lproto', 'CHARBUF', 'Service name of the local port, or its number where it has none.'],
  ['fd.rproto', 'CHARBUF', 'Service name of the remote port, or its number where it has none.'],
  ['fd.net', 'IPNET', 'Network (`10.0.0.0/8`) of the client or of the server: true if either lies in it.', EITHER_END],
  ['fd.cnet', 'IPNET', 'Network in which the client lies.', NET],
  ['fd.snet', 'IPNET', 'Network in which the server lies.', NET],
  ['fd.lnet', 'IPNET', 'Network in which the local end lies.', NET],
  ['fd.rnet', 'IPNET', 'Network in which the remote end lies.', NET],
  ['fd.connected', 'BOOL', 'True if the socket has a peer: a connected TCP socket, or a UDP socket after connect.'],
  ['fd.name_changed', 'BOOL', 'True if the event gave the descriptor another name, as a sendto to a new peer does.'],
  ['fd.cip.name', 'CHARBUF', 'Domain name of the client address.', DNS],
  ['fd.sip.name', 'CHARBUF', 'Domain name of the server address.', DNS],
  ['fd.lip.name', 'CHARBUF', 'Domain name of the local address.', DNS],
  ['fd.rip.name', 'CHARBUF', 'Domain name of the remote address.', DNS],
  ['fd.dev', 'INT32', 'Number of the device that holds the file. Outputs write it in hexadecimal.', { format: 'hex' }],
  ['fd.dev.major', 'INT32', 'Major number of the device that holds the file.'],
  ['fd.dev.minor', 'INT32', 'Minor number of the device that holds the file.'],
  ['fd.ino', 'INT64', 'Inode number of the file.'],
  ['fd.nameraw', 'CHARBUF', 'Path as the process gave it: relative paths, `..` and links untouched.'],
  [
    'fd.types',
    'CHARBUF',
    'Kinds of all descriptors of the process, each once. With a number, the kind of that descriptor alone.',
    { argument: OPTIONAL_INDEX, list: true, noRhs: true, unfilled: true },
  ],
  [
    'fd.is_upper_layer',
    'BOOL',
    'True if the file lies in the upper layer of an overlay file system: it was added or changed after the container started.',
  ],
  [
    'fd.is_lower_layer',
    'BOOL',
    'True if the file lies in a lower layer of an overlay file system: it came with the image.',
  ],
]);

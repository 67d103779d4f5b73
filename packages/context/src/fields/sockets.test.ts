import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ipv4, sample } from './fixture.test.ts';
import type { Members, Sample } from './fixture.test.ts';

const SOCKET_MODE = 0o140777;
const TCP: Members = { num: 4, mode: SOCKET_MODE, family: 2, socktype: 1, protocol: 6 };
const UDP: Members = { ...TCP, socktype: 2, protocol: 17 };
const LOCAL: Members = { laddr: ipv4('10.0.2.15'), lport: 40000 };
const REMOTE: Members = { raddr: ipv4('93.184.216.34'), rport: 443 };
const DNS: Members = { family: 2, ip: ipv4('8.8.8.8'), port: 53 };

function read({ read: one }: Sample, ...tokens: readonly string[]): readonly unknown[] {
  return tokens.map(one);
}

describe('connect', () => {
  it('makes this side the client', () => {
    const event = sample('connect', { fd: 4, descriptor: { ...TCP, ...LOCAL, ...REMOTE }, addr: { family: 2 } });
    const tuple = '10.0.2.15:40000->93.184.216.34:443';
    assert.deepEqual(read(event, 'fd.name', 'fd.is_server', 'fd.l4proto', 'fd.sockfamily'), [
      tuple,
      false,
      'tcp',
      'ip',
    ]);
    assert.deepEqual(read(event, 'fd.connected', 'fd.name_changed', 'fd.nameraw'), [true, true, '']);
    assert.deepEqual(read(event, 'evt.arg.fd', 'evt.arg.tuple'), [`<4t>${tuple}`, tuple]);
    assert.equal(event.read('evt.args'), `res=0 tuple=${tuple} fd=4(<4t>${tuple}) addr=0.0.0.0:0`);
    assert.deepEqual(read(event, 'fd.directory', 'fd.filename'), [undefined, undefined]);
  });

  it('in progress has a name; failed, it names the address that was asked for', () => {
    const going = { header: { ret: -115n }, descriptor: { ...TCP, ...LOCAL, ...REMOTE } };
    assert.deepEqual(read(sample('connect', going), 'fd.connected', 'fd.name_changed', 'evt.res'), [
      true,
      true,
      'EINPROGRESS',
    ]);
    const left = { ...TCP, raddr: ipv4('8.8.8.8') };
    const refused = sample('connect', { header: { ret: -111n }, descriptor: left, addr: DNS });
    assert.deepEqual(read(refused, 'fd.connected', 'fd.name_changed', 'evt.res'), [false, false, 'ECONNREFUSED']);
    assert.deepEqual(read(refused, 'fd.name', 'fd.sip', 'fd.sport', 'evt.arg.addr'), [
      '0.0.0.0:0->8.8.8.8:53',
      0x08080808,
      53,
      '8.8.8.8:53',
    ]);
  });

  it('to an IPv6 address, and to an IPv4 one through an IPv6 socket', () => {
    const loopback = Uint8Array.from([...Array<number>(15).fill(0), 1]);
    const v6 = { ...UDP, family: 10, laddr: loopback, lport: 38255, raddr: loopback, rport: 53 };
    const event = sample('connect', { descriptor: v6 });
    assert.deepEqual(read(event, 'fd.name', 'fd.type', 'fd.typechar', 'fd.cip', 'evt.arg.fd'), [
      '::1:38255->::1:53',
      'ipv6',
      '6',
      1n,
      '<6u>::1:38255->::1:53',
    ]);
    const mapped = Uint8Array.from([...Array<number>(10).fill(0), 255, 255, 10, 0, 0, 1]);
    const through = sample('connect', { descriptor: { ...v6, laddr: mapped, raddr: mapped } });
    assert.deepEqual(read(through, 'fd.name', 'fd.type', 'fd.typechar'), ['10.0.0.1:38255->10.0.0.1:53', 'ipv4', '4']);
  });

  it('to a unix socket, by path or abstract', () => {
    const unix = { num: 3, mode: SOCKET_MODE, family: 1, socktype: 1 };
    const log = sample('connect', { descriptor: unix, addr: { family: 1, path: '/dev/log\0' } });
    assert.deepEqual(read(log, 'fd.name', 'fd.type', 'fd.sockfamily', 'fd.l4proto', 'evt.arg.addr'), [
      '/dev/log',
      'unix',
      'unix',
      '<NA>',
      '/dev/log',
    ]);
    assert.deepEqual(read(log, 'fd.ip', 'fd.sport', 'fd.connected'), [[], undefined, false]);
    const abstract = sample('connect', { descriptor: unix, addr: { family: 1, path: '\0bus' } });
    assert.equal(abstract.read('fd.name'), '@bus');
  });
});

describe('accept', () => {
  it('makes this side the server', () => {
    const descriptor = { ...TCP, laddr: ipv4('192.168.0.2'), lport: 80, raddr: ipv4('192.168.0.3'), rport: 54716 };
    const event = sample('accept4', { header: { ret: 4n }, descriptor, queuemax: 5 });
    const tuple = '192.168.0.3:54716->192.168.0.2:80';
    assert.equal(event.read('evt.args'), `fd=4(<4t>${tuple}) tuple=${tuple} queuepct=0 queuelen=0 queuemax=5 flags=0`);
    assert.deepEqual(read(event, 'fd.is_server', 'fd.lport', 'fd.rport', 'fd.cport', 'fd.sport'), [
      true,
      80,
      54716,
      54716,
      80,
    ]);
    assert.deepEqual(read(event, 'fd.connected', 'fd.name_changed', 'fd.uid'), [true, true, '1004']);
  });

  it('that failed has no socket', () => {
    const event = sample('accept4', { header: { ret: -11n }, descriptor: { num: -1 }, queuemax: 128 });
    assert.equal(event.read('evt.args'), 'fd=-11(EAGAIN) tuple=NULL queuepct=0 queuelen=0 queuemax=128 flags=0');
    assert.deepEqual(read(event, 'fd.num', 'fd.typechar', 'fd.type', 'fd.connected', 'fd.sip', 'fd.uid'), [
      -1,
      '4',
      undefined,
      undefined,
      undefined,
      '100-1',
    ]);
  });
});

describe('datagrams', () => {
  it('of a socket without a peer go to the address in the call', () => {
    const event = sample('sendto', { header: { ret: 32n }, fd: 4, descriptor: { ...UDP, ...LOCAL }, tuple: DNS });
    assert.deepEqual(read(event, 'fd.name', 'fd.sip', 'fd.sport', 'fd.connected', 'fd.name_changed'), [
      '10.0.2.15:40000->8.8.8.8:53',
      0x08080808,
      53,
      false,
      true,
    ]);
    assert.deepEqual(read(event, 'evt.arg.tuple', 'evt.category', 'evt.buflen', 'evt.is_io_write', 'evt.io_dir'), [
      '10.0.2.15:40000->8.8.8.8:53',
      'net',
      32,
      true,
      'write',
    ]);
  });

  it('of a socket with a peer change no name', () => {
    const event = sample('sendto', { descriptor: { ...UDP, ...LOCAL, ...REMOTE } });
    assert.deepEqual(read(event, 'fd.connected', 'fd.name_changed', 'evt.arg.tuple', 'evt.arg.data'), [
      true,
      false,
      'NULL',
      'NULL',
    ]);
  });

  it('that come in name their sender first', () => {
    const event = sample('recvfrom', {
      header: { ret: 5n },
      descriptor: { ...UDP, ...LOCAL },
      tuple: DNS,
      data: new Uint8Array([0x41, 0, 0x7e, 0x7f, 0xff]),
    });
    assert.deepEqual(read(event, 'fd.name', 'evt.arg.tuple', 'evt.arg.data', 'fd.is_server'), [
      '10.0.2.15:40000->8.8.8.8:53',
      '8.8.8.8:53->10.0.2.15:40000',
      'A.~..',
      false,
    ]);
    assert.deepEqual(event.read('evt.buffer'), new Uint8Array([0x41, 0, 0x7e, 0x7f, 0xff]));
  });

  it('of a raw socket, in which there are no ports', () => {
    const descriptor = { ...UDP, socktype: 3, protocol: 1, laddr: ipv4('10.0.2.15'), lport: 1, raddr: ipv4('1.1.1.1') };
    const event = sample('sendmsg', { descriptor });
    assert.deepEqual(read(event, 'fd.name', 'fd.l4proto', 'evt.arg.fd'), [
      '10.0.2.15:1->1.1.1.1:0',
      'raw',
      '<4r>10.0.2.15:1->1.1.1.1:0',
    ]);
  });

  it('that fail move nothing', () => {
    const event = sample('recvfrom', { header: { ret: -11n }, descriptor: { ...UDP, ...LOCAL } });
    assert.deepEqual(read(event, 'evt.buflen', 'evt.count.error', 'evt.count.error.net', 'evt.count.error.file'), [
      undefined,
      1,
      1,
      undefined,
    ]);
  });
});

describe('sockets without a peer', () => {
  it('that are bound serve', () => {
    const descriptor = { ...TCP, laddr: ipv4('0.0.0.0'), lport: 8080, state: 10 };
    for (const name of ['bind', 'listen']) {
      const event = sample(name, { fd: 4, descriptor });
      assert.deepEqual(read(event, 'fd.name', 'fd.is_server', 'fd.sport', 'fd.lport', 'fd.cport', 'fd.connected'), [
        '0.0.0.0:8080',
        true,
        8080,
        8080,
        undefined,
        false,
      ]);
      assert.deepEqual(event.read('fd.port'), [8080]);
    }
  });

  it('that are new have no name', () => {
    const event = sample('socket', { header: { ret: 4n }, descriptor: TCP, domain: 2, type: 1 });
    assert.deepEqual(read(event, 'fd.name', 'fd.lip', 'fd.port', 'fd.connected', 'fd.name_changed', 'evt.arg.domain'), [
      '',
      undefined,
      [0],
      false,
      false,
      'AF_INET',
    ]);
    const netlink = sample('socket', { descriptor: { ...TCP, family: 16 } });
    assert.deepEqual(read(netlink, 'fd.type', 'fd.typechar', 'fd.sockfamily'), ['netlink', 'n', undefined]);
  });
});

describe('writing to the log', () => {
  it('is told apart by the name of the socket', () => {
    const unix = { num: 3, mode: SOCKET_MODE, family: 1 };
    assert.equal(sample('sendto', { descriptor: { ...unix, path: '/dev/log' } }).read('evt.is_syslog'), true);
    assert.equal(sample('sendto', { descriptor: unix }).read('evt.is_syslog'), false);
    assert.equal(sample('listen', { descriptor: { ...unix, path: '/dev/log' } }).read('evt.is_syslog'), false);
  });
});

/** The files that the programs of a cluster are started with. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Of the node, in a network of its own. */
export const NODE_ADDRESS = '10.88.98.1';
export const NODE_NAME = 'lanner-node';
export const API_SERVER = 'https://127.0.0.1:16443';
export const PAUSE = 'registry.k8s.io/pause:3.6';

/** A kubeconfig for one user: with a certificate of the directory `pki`, or with a token. */
export function kubeconfig(directory: string, user: { certificate: string } | { token: string }): string {
  const pki = (file: string) => join(directory, 'pki', file);
  const login =
    'token' in user
      ? { token: user.token }
      : { 'client-certificate': pki(`${user.certificate}.crt`), 'client-key': pki(`${user.certificate}.key`) };
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'c', cluster: { server: API_SERVER, 'certificate-authority': pki('ca.crt') } }],
    users: [{ name: 'u', user: login }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'x',
  });
}

function containerd(directory: string, plugins: string): string {
  return `version = 2
root = "${directory}/containerd/data"
state = "${directory}/containerd/state"
disabled_plugins = ["io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.zfs", "io.containerd.snapshotter.v1.aufs", "io.containerd.internal.v1.opt"]
[grpc]
  address = "${directory}/containerd.sock"
[plugins."io.containerd.grpc.v1.cri"]
  disable_tcp_service = true
  stream_server_address = "127.0.0.1"
  stream_server_port = "0"
  sandbox_image = "${PAUSE}"
  disable_apparmor = true
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "${plugins}"
    conf_dir = "${directory}/cni"
`;
}

function network(directory: string): string {
  const ipam = { type: 'host-local', ranges: [[{ subnet: '10.88.97.0/24' }]], dataDir: join(directory, 'addresses') };
  const bridge = { type: 'bridge', bridge: 'pods0', isGateway: true, ipMasq: false, ipam };
  return JSON.stringify({ cniVersion: '0.4.0', name: 'pods', plugins: [bridge] });
}

function kubelet(directory: string): string {
  const pki = (file: string) => join(directory, 'pki', file);
  return JSON.stringify({
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    address: NODE_ADDRESS,
    healthzBindAddress: '127.0.0.1',
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: true },
      x509: { clientCAFile: pki('ca.crt') },
    },
    authorization: { mode: 'Webhook' },
    cgroupDriver: 'cgroupfs',
    failSwapOn: false,
    // What it wants by default takes a capability that a container or a guest often lacks.
    maxOpenFiles: 16_384,
    oomScoreAdj: 0,
    makeIPTablesUtilChains: false,
    tlsCertFile: pki('node.crt'),
    tlsPrivateKeyFile: pki('node.key'),
    evictionHard: { 'memory.available': '50Mi', 'nodefs.available': '1%', 'imagefs.available': '1%' },
    resolvConf: '',
  });
}

/** Who asked for what, and whether it was allowed. */
const AUDIT = JSON.stringify({
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  omitStages: ['RequestReceived'],
  rules: [{ level: 'Metadata', userGroups: ['system:serviceaccounts'] }, { level: 'None' }],
});

/** @param plugins where those of the network are */
export function writeConfiguration(directory: string, plugins: string): void {
  const files = {
    'containerd.toml': containerd(directory, plugins),
    'cni/10-pods.conflist': network(directory),
    'kubelet.json': kubelet(directory),
    'audit-policy.json': AUDIT,
    ...Object.fromEntries(
      ['admin', 'node', 'controllers', 'scheduler'].map((name) => [
        `${name}.conf`,
        kubeconfig(directory, { certificate: name }),
      ]),
    ),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
}

export function apiServerArguments(directory: string): string[] {
  const pki = (file: string) => join(directory, 'pki', file);
  return [
    '--etcd-servers=http://127.0.0.1:12379',
    '--bind-address=127.0.0.1',
    '--secure-port=16443',
    '--insecure-port=0',
    `--advertise-address=${NODE_ADDRESS}`,
    '--endpoint-reconciler-type=none',
    `--cert-dir=${directory}/certificates`,
    `--tls-cert-file=${pki('server.crt')}`,
    `--tls-private-key-file=${pki('server.key')}`,
    `--client-ca-file=${pki('ca.crt')}`,
    `--kubelet-client-certificate=${pki('admin.crt')}`,
    `--kubelet-client-key=${pki('admin.key')}`,
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${pki('sa.key')}`,
    `--service-account-signing-key-file=${pki('sa.key')}`,
    '--service-cluster-ip-range=10.96.0.0/24',
    '--authorization-mode=Node,RBAC',
    '--allow-privileged=true',
    '--enable-admission-plugins=NodeRestriction',
    '--kubelet-preferred-address-types=InternalIP',
    `--audit-policy-file=${directory}/audit-policy.json`,
    `--audit-log-path=${directory}/audit.log`,
  ];
}

/** @param plugins where those of the network are */
export function kubeletArguments(directory: string, plugins: string): string[] {
  return [
    `--config=${directory}/kubelet.json`,
    `--kubeconfig=${directory}/node.conf`,
    `--hostname-override=${NODE_NAME}`,
    `--node-ip=${NODE_ADDRESS}`,
    `--root-dir=${directory}/kubelet`,
    '--container-runtime=remote',
    `--container-runtime-endpoint=unix://${directory}/containerd.sock`,
    '--runtime-cgroups=/',
    '--kubelet-cgroups=/',
    `--pod-infra-container-image=${PAUSE}`,
    '--network-plugin=cni',
    `--cni-conf-dir=${directory}/cni`,
    `--cni-bin-dir=${plugins}`,
    `--volume-plugin-dir=${directory}/plugins`,
  ];
}

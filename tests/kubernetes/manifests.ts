/** What runs in the cluster. */

export const NAMESPACE = 'test';
export const IMAGE = 'docker.io/lanner/busybox:1';
export const SECRET = '/credentials/password';

/** The shell reads the secret at its first instruction; from then on `cat` does, once a second. */
const SCRIPT = `read -r _ <${SECRET}; while :; do sleep 1; /bin/cat ${SECRET} >/dev/null; done`;

const SPEC = {
  terminationGracePeriodSeconds: 0,
  containers: [
    {
      name: 'main',
      image: IMAGE,
      imagePullPolicy: 'Never',
      command: ['/bin/sh', '-c', SCRIPT],
      volumeMounts: [{ name: 'credentials', mountPath: '/credentials' }],
    },
  ],
  volumes: [{ name: 'credentials', secret: { secretName: 'credentials' } }],
};

function item(apiVersion: string, kind: string, name: string, rest: object, labels: object = {}): object {
  const namespace = kind === 'Namespace' ? {} : { namespace: NAMESPACE };
  return { apiVersion, kind, metadata: { name, labels, ...namespace }, ...rest };
}

function template(labels: Readonly<Record<string, string>>): object {
  return { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: SPEC } };
}

/** A deployment with a service, a replication controller, a daemon set, and a pod of its own. */
export const MANIFESTS: string = JSON.stringify({
  apiVersion: 'v1',
  kind: 'List',
  items: [
    item('v1', 'Namespace', NAMESPACE, {}, { team: 'shop' }),
    item('v1', 'Secret', 'credentials', { stringData: { password: 'hidden' } }),
    item('v1', 'Service', 'web-front', { spec: { selector: { app: 'web' }, ports: [{ port: 80 }] } }, { open: 'yes' }),
    item('apps/v1', 'Deployment', 'web', { spec: { replicas: 2, ...template({ app: 'web' }) } }, { release: '7' }),
    item('apps/v1', 'DaemonSet', 'agent', { spec: template({ app: 'agent' }) }),
    item('v1', 'ReplicationController', 'old', {
      spec: { replicas: 1, selector: { app: 'old' }, template: { metadata: { labels: { app: 'old' } }, spec: SPEC } },
    }),
    item('v1', 'Pod', 'alone', { spec: SPEC }, { app: 'alone' }),
  ],
});

/** Every open of the secret, with all that is known of the pod. */
export const RULES = `
- rule: secret read
  desc: any process opens the secret
  condition: evt.type in (open, openat) and fd.name = ${SECRET}
  output: >
    %proc.name %proc.tty %k8s.pod.uid %k8smeta.pod.name %k8smeta.pod.uid %k8smeta.pod.labels %k8smeta.pod.label[app] %k8smeta.pod.ip
    %k8smeta.ns.name %k8smeta.ns.uid %k8smeta.ns.label[team] %k8smeta.deployment.name %k8smeta.deployment.uid
    %k8smeta.deployment.label[release] %k8smeta.svc.name %k8smeta.svc.label[open] %k8smeta.rs.name %k8smeta.rc.name
    %lanner.k8s.workload.kind %lanner.k8s.workload.name %lanner.k8s.node.name
  priority: WARNING
- rule: secret of the shop read
  desc: the condition itself hangs on Kubernetes
  condition: evt.type in (open, openat) and fd.name = ${SECRET} and k8smeta.ns.label[team] = shop and k8smeta.svc.name intersects (web-front)
  output: "%k8smeta.pod.name"
  priority: CRITICAL
`;

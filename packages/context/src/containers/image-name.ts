/** Names of images, taken apart. */
import type { ImageName } from './metadata.ts';

const BARE_ID = /^(?:sha256:)?[0-9a-f]{64}$/;

/** Whether this is the id of an image rather than a name. */
export function isImageId(image: string): boolean {
  return BARE_ID.test(image);
}

/**
 * `[HOST[:PORT]/]PATH[:TAG][@DIGEST]`. A name without tag and digest means the tag `latest`; an id is no name.
 */
export function parseImageName(image: string): ImageName {
  if (image === '' || isImageId(image)) return {};
  const at = image.indexOf('@');
  const named = at < 0 ? image : image.slice(0, at);
  const digest = at < 0 ? undefined : image.slice(at + 1);
  const colon = named.lastIndexOf(':');
  // What stands before a slash is the port of a host.
  const tagged = colon > named.lastIndexOf('/');
  const repository = tagged ? named.slice(0, colon) : named;
  const tag = tagged ? named.slice(colon + 1) : digest === undefined ? 'latest' : undefined;
  return {
    ...(repository === '' ? {} : { repository }),
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
  };
}

/** What the image itself knows of its names fills in what the container does not say. */
export function completeImageName(name: ImageName, tags: readonly string[], digests: readonly string[]): ImageName {
  const [tagged] = tags;
  const known = name.repository === undefined && tagged !== undefined ? parseImageName(tagged) : name;
  const own = digests.find((digest) => digest.startsWith(`${known.repository}@`)) ?? digests[0];
  const digest = known.digest ?? own?.slice(own.indexOf('@') + 1);
  return { ...known, ...(digest === undefined ? {} : { digest }) };
}

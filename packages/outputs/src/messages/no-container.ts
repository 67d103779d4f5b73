/** What `container.id` says of a process that is in no container. */
export const NO_CONTAINER = 'host';

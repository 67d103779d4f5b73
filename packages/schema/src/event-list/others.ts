/** The events that are no system calls, in the form of `calls.ts`. */
export const OTHER_EVENTS = `
drop > ratio:UINT32 < ratio:UINT32
scapevent > event_type:UINT32 event_data:UINT64
procinfo > cpu_usr:UINT64 cpu_sys:UINT64
cpu_hotplug > cpu:UINT32 action:UINT32
notification > id:CHARBUF desc:CHARBUF
infra > source:CHARBUF name:CHARBUF description:CHARBUF scope:CHARBUF
container > json:CHARBUF
useradded > uid:UINT32 gid:UINT32 name:CHARBUF home:CHARBUF shell:CHARBUF container_id:CHARBUF
userdeleted > uid:UINT32 gid:UINT32 name:CHARBUF home:CHARBUF shell:CHARBUF container_id:CHARBUF
groupadded > gid:UINT32 name:CHARBUF container_id:CHARBUF
groupdeleted > gid:UINT32 name:CHARBUF container_id:CHARBUF
asyncevent > plugin_id:UINT32 name:CHARBUF data:BYTEBUF
pluginevent > plugin_id:UINT32 event_data:BYTEBUF
switch > next:PID pgft_maj:UINT64 pgft_min:UINT64 vm_size:UINT32 vm_rss:UINT32 vm_swap:UINT32
procexit > status:ERRNO ret:ERRNO sig:SIGTYPE core:UINT8 reaper_tid:PID
signaldeliver > spid:PID dpid:PID sig:SIGTYPE
page_fault > addr:UINT64 ip:UINT64 error:FLAGS32
`;

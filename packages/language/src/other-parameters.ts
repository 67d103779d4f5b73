/**
 * Parameters that occur only in events which the event table does not hold. Rules may name them (`evt.arg.offset`);
 * they never have a value.
 */
import type { ValueType } from '@lanner/schema';

const NAMES: Partial<Readonly<Record<ValueType, string>>> = {
  UINT8: 'clockid',
  UINT16: 'ID nativeID sem_num_0 sem_num_1',
  UINT32:
    'action cpu cq_entries entries event_type first last mask min_complete nr_args nsops optlen plugin_id ratio ' +
    'sigmask sq_entries sq_thread_cpu sq_thread_idle to_submit',
  UINT64:
    'arg argument cpu_sys cpu_usr dqb_bhardlimit dqb_bsoftlimit dqb_curspace dqb_ihardlimit dqb_isoftlimit ' +
    'event_data initval ip len offin offout offset peer pgoffset pos',
  INT16: 'sem_op_0 sem_op_1',
  INT32: 'aux key nsems semid semnum',
  INT64: 'cur max maxevents newcur newmax oldcur oldmax timeout',
  CHARBUF: 'container_id desc description fds home id json quotafilepath scope shell source special value_charbuf',
  BYTEBUF: 'value_bytebuf',
  DYNAMIC: 'arg2 arg3 arg4 arg5 val',
  PID: 'dpid next spid',
  FD: 'fd1 fd2 fd_in fd_out fdin fdout in_fd out_fd pid_fd target_fd',
  RELTIME: 'dqb_btime dqb_itime dqi_bgrace dqi_igrace interval',
  FLAGS8: 'dqi_flags quota_fmt quota_fmt_out',
  FLAGS16: 'op sem_flg_0 sem_flg_1',
  FLAGS32: 'error features operation prot semflg',
  ENUMFLAGS8: 'how level optname resource whence',
  ENUMFLAGS16: 'opcode',
};

export const OTHER_PARAMETERS: ReadonlyMap<string, ValueType> = new Map(
  (Object.keys(NAMES) as ValueType[]).flatMap((type) => {
    return (NAMES[type] ?? '').split(' ').map((name) => [name, type] as const);
  }),
);

/** A container runtime for machines that have not all capabilities themselves. */

/**
 * Makes `runtime`, which is runc, and gives privileged containers no more than this machine has itself: without
 * CAP_SYS_RESOURCE, it can neither give that nor make the kernel spare a process.
 */
export const BOUNDED_RUNTIME = `
cat >runtime <<END
#!/bin/sh
mine=\\$(awk '/^CapBnd/ { print \\$2 }' /proc/self/status)
test \\$(( 0x\\$mine >> 24 & 1 )) = 1 || for given; do
  case \\$option in
  --bundle) file=\\$given/config.json ;;
  --process) file=\\$given ;;
  *) file= ;;
  esac
  test -z "\\$file" || sed -i 's/"CAP_SYS_RESOURCE",//g; s/"oomScoreAdj": *-[0-9]*/"oomScoreAdj":0/' "\\$file"
  option=\\$given
done
exec $(command -v runc) "\\$@"
END
chmod +x runtime
`;

/** A point in time, in the time zone of this machine: `2026-03-14 09:26`. */
export function formatTime(iso: string): string {
  const time = new Date(iso)
  const pad = (value: number): string => String(value).padStart(2, '0')
  return `${time.getFullYear()}-${pad(time.getMonth() + 1)}-${pad(time.getDate())} ${pad(time.getHours())}:${pad(time.getMinutes())}`
}

/** A URL without its password; several hosts and paths of sockets are accepted. The user name stays. */
export function removePassword(url: string): string {
  return url
    .replace(/^([a-z][a-z+]*:\/\/[^:/?#]*):[^?#]*@/i, '$1@')
    .replaceAll(/([?&](?:ssl)?password)=[^&#]*/gi, '$1=')
}

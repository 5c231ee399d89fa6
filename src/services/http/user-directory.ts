/** What another service needs to know of a user. */
export interface KnownUser {
  readonly id: string
  readonly family_id: string | null
}

/** Where a service looks users up; identity is the source of truth, a cache may stand in between. */
export interface UserDirectory {
  /** `authorization` is the caller's header: a user of another family is not found. */
  find(userId: string, authorization: string | undefined): Promise<KnownUser | undefined>
}

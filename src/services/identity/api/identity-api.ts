import { defineServiceApi, type ServiceApi } from '../../http/api/service-api.js'
import * as families from './family-operations.js'
import * as invitations from './invitation-operations.js'
import * as users from './identity-operations.js'

export const IDENTITY_API: ServiceApi = defineServiceApi('identity', 'Users, families and sessions.', [
  {
    name: 'Registration',
    description: 'Create an account.',
    operations: [users.register],
  },
  {
    name: 'Sessions',
    description: 'Sign in, refresh tokens and sign out.',
    operations: [users.createSession, users.refreshSession, users.revokeSession, users.getJwks],
  },
  {
    name: 'Users',
    description: 'The signed-in user and the users of the same family.',
    operations: [users.getMe, users.updateMe, users.deleteMe, users.getUser],
  },
  {
    name: 'Families',
    description: 'Your family.',
    operations: [families.createFamily, families.getFamily, families.updateFamily, families.deleteFamily],
  },
  {
    name: 'Members',
    description: 'The members of your family and their roles.',
    operations: [families.listMembers, families.updateMember, families.removeMember],
  },
  {
    name: 'Invitations',
    description: 'A user joins a family by accepting an invitation.',
    operations: [
      invitations.createInvitation,
      invitations.listInvitations,
      invitations.revokeInvitation,
      invitations.listMyInvitations,
      invitations.acceptInvitation,
      invitations.declineInvitation,
    ],
  },
])

"""Reads of the function app itself: its site, settings, functions, and who is looking."""

from __future__ import annotations

from typing import Any

import msgspec

from diagnostics.reader import Row

Json = dict[str, Any]


class Caller(msgspec.Struct, frozen=True):
    """Who the token speaks for: a user's name, or the application and object of a service principal."""

    upn: str | None = None
    unique_name: str | None = None
    appid: str | None = None
    oid: str | None = None
    tid: str | None = None


class UserIdentity(msgspec.Struct, frozen=True):
    principalId: str | None = None
    clientId: str | None = None


class ManagedIdentity(msgspec.Struct, frozen=True):
    type: str = "None"
    principalId: str | None = None
    userAssignedIdentities: dict[str, UserIdentity | None] | None = None


class Routing(msgspec.Struct, frozen=True):
    allTraffic: bool | None = None
    applicationTraffic: bool | None = None
    contentShareTraffic: bool | None = None


class SiteProperties(msgspec.Struct, frozen=True):
    state: str | None = None
    enabled: bool | None = None
    availabilityState: str | None = None
    usageState: str | None = None
    serverFarmId: str | None = None
    defaultHostName: str | None = None
    outboundIpAddresses: str | None = None
    possibleOutboundIpAddresses: str | None = None
    virtualNetworkSubnetId: str | None = None
    publicNetworkAccess: str | None = None
    keyVaultReferenceIdentity: str | None = None
    outboundVnetRouting: Routing | None = None
    vnetRouteAllEnabled: bool | None = None
    functionAppConfig: Json | None = None


class Site(msgspec.Struct, frozen=True):
    id: str
    name: str
    location: str | None = None
    kind: str | None = None
    tags: dict[str, str] | None = None
    identity: ManagedIdentity | None = None
    properties: SiteProperties = SiteProperties()


class Restriction(msgspec.Struct, frozen=True):
    """A rule of an access restriction; *tag* says what kind of address stands in ipAddress."""

    name: str | None = None
    action: str | None = None
    priority: int | None = None
    ipAddress: str | None = None
    tag: str | None = None
    vnetSubnetResourceId: str | None = None


class ConfigurationProperties(msgspec.Struct, frozen=True):
    vnetRouteAllEnabled: bool | None = None
    publicNetworkAccess: str | None = None
    ipSecurityRestrictions: tuple[Restriction, ...] | None = None
    ipSecurityRestrictionsDefaultAction: str | None = None
    functionsRuntimeScaleMonitoringEnabled: bool | None = None


class Configuration(msgspec.Struct, frozen=True):
    properties: ConfigurationProperties = ConfigurationProperties()


class FunctionConfig(msgspec.Struct, frozen=True):
    bindings: tuple[Json, ...] | None = None
    disabled: Any = None


class FunctionProperties(msgspec.Struct, frozen=True):
    name: str | None = None
    isDisabled: bool | None = None
    config: FunctionConfig | None = None


class FunctionEnvelope(msgspec.Struct, frozen=True):
    id: str
    name: str = ""
    properties: FunctionProperties = FunctionProperties()


class Functions(msgspec.Struct, frozen=True):
    value: tuple[FunctionEnvelope, ...] = ()


class AppSettings(msgspec.Struct, frozen=True):
    """Each setting as `sources.azure_settings` leaves it: {form, ...what it names}."""

    properties: dict[str, Json] = {}


class ReferenceProperties(msgspec.Struct, frozen=True):
    status: str | None = None
    vaultName: str | None = None
    secretName: str | None = None
    identityType: str | None = None
    details: str | None = None
    reference: str | None = None


class Reference(msgspec.Struct, frozen=True):
    name: str = ""
    properties: ReferenceProperties = ReferenceProperties()


class References(msgspec.Struct, frozen=True):
    value: tuple[Reference, ...] = ()


class AuthSettings(msgspec.Struct, frozen=True):
    properties: Json = {}


who_am_i = Row("entra:WhoAmI", Caller, "", "who is looking")
# A slot is read by the same calls, and Azure asks for permissions of its own.
site = Row(
    "web:GetSite",
    Site,
    "Microsoft.Web/sites/read, Microsoft.Web/sites/slots/read",
    "the app's state, identity and network integration",
)
configuration = Row(
    "web:GetConfiguration",
    Configuration,
    "Microsoft.Web/sites/config/read, Microsoft.Web/sites/slots/config/read",
    "the app's access restrictions and routing",
)
auth_settings = Row(
    "web:GetAuthSettings",
    AuthSettings,
    "Microsoft.Web/sites/config/read, Microsoft.Web/sites/slots/config/read",
    "whom the app's built-in authentication admits",
)
functions = Row(
    "web:ListFunctions",
    Functions,
    "Microsoft.Web/sites/functions/read, Microsoft.Web/sites/slots/functions/read",
    "the app's functions, their triggers and whether they are disabled",
)
app_settings = Row(
    "web:ListAppSettings",
    AppSettings,
    "Microsoft.Web/sites/config/list/action, Microsoft.Web/sites/slots/config/list/action",
    "which connection settings exist and where they point",
)
references = Row(
    "web:ListKeyVaultReferences",
    References,
    "Microsoft.Web/sites/config/appsettings/read, Microsoft.Web/sites/slots/config/appsettings/read",
    "whether Key Vault references in settings are resolved",
)

import type { ServiceDefinition } from '../../aws/service.ts';
import type { Platform } from '../platform.ts';
import {
  createBasePathMapping,
  deleteBasePathMapping,
  getBasePathMapping,
  getBasePathMappings,
  updateBasePathMapping,
} from './base-path-mappings.ts';
import {
  deleteClientCertificate,
  generateClientCertificate,
  getClientCertificate,
  getClientCertificates,
  updateClientCertificate,
} from './client-certificates.ts';
import { createApiKey } from './create-api-key.ts';
import { createAuthorizer } from './create-authorizer.ts';
import { createDeployment } from './create-deployment.ts';
import { createDomainName } from './create-domain-name.ts';
import { createModel } from './create-model.ts';
import { createRequestValidator } from './create-request-validator.ts';
import { createResource } from './create-resource.ts';
import { createRestApi } from './create-rest-api.ts';
import { createStage } from './create-stage.ts';
import { createUsagePlan } from './create-usage-plan.ts';
import { createUsagePlanKey } from './create-usage-plan-key.ts';
import { deleteApiKey } from './delete-api-key.ts';
import { deleteAuthorizer } from './delete-authorizer.ts';
import { deleteDeployment } from './delete-deployment.ts';
import { deleteGatewayResponse } from './delete-gateway-response.ts';
import { deleteIntegration } from './delete-integration.ts';
import { deleteIntegrationResponse } from './delete-integration-response.ts';
import { deleteMethod } from './delete-method.ts';
import { deleteMethodResponse } from './delete-method-response.ts';
import { deleteModel } from './delete-model.ts';
import { deleteRequestValidator } from './delete-request-validator.ts';
import { deleteResource } from './delete-resource.ts';
import { deleteRestApi } from './delete-rest-api.ts';
import { deleteStage } from './delete-stage.ts';
import { deleteUsagePlan } from './delete-usage-plan.ts';
import { deleteUsagePlanKey } from './delete-usage-plan-key.ts';
import {
  createDocumentationPart,
  deleteDocumentationPart,
  getDocumentationPart,
  getDocumentationParts,
  updateDocumentationPart,
} from './documentation-parts.ts';
import {
  createDocumentationVersion,
  deleteDocumentationVersion,
  getDocumentationVersion,
  getDocumentationVersions,
  updateDocumentationVersion,
} from './documentation-versions.ts';
import { deleteDomainName, getDomainName, getDomainNames } from './domain-names.ts';
import { flushStageAuthorizersCache } from './flush-stage-authorizers-cache.ts';
import { flushStageCache } from './flush-stage-cache.ts';
import { getAccount } from './get-account.ts';
import { getApiKey } from './get-api-key.ts';
import { getApiKeys } from './get-api-keys.ts';
import { getAuthorizer } from './get-authorizer.ts';
import { getAuthorizers } from './get-authorizers.ts';
import { getDeployment } from './get-deployment.ts';
import { getDeployments } from './get-deployments.ts';
import { getExport } from './get-export.ts';
import { getGatewayResponse } from './get-gateway-response.ts';
import { getGatewayResponses } from './get-gateway-responses.ts';
import { getIntegration } from './get-integration.ts';
import { getIntegrationResponse } from './get-integration-response.ts';
import { getMethod } from './get-method.ts';
import { getMethodResponse } from './get-method-response.ts';
import { getModel } from './get-model.ts';
import { getModelTemplate } from './get-model-template.ts';
import { getModels } from './get-models.ts';
import { getRequestValidator } from './get-request-validator.ts';
import { getRequestValidators } from './get-request-validators.ts';
import { getResource } from './get-resource.ts';
import { getResources } from './get-resources.ts';
import { getRestApi } from './get-rest-api.ts';
import { getRestApis } from './get-rest-apis.ts';
import { getStage } from './get-stage.ts';
import { getStages } from './get-stages.ts';
import { getTags } from './get-tags.ts';
import { getUsage } from './get-usage.ts';
import { getUsagePlan } from './get-usage-plan.ts';
import { getUsagePlanKey } from './get-usage-plan-key.ts';
import { getUsagePlanKeys } from './get-usage-plan-keys.ts';
import { getUsagePlans } from './get-usage-plans.ts';
import { importApiKeys } from './import-api-keys.ts';
import { importDocumentationParts } from './import-documentation-parts.ts';
import { importRestApi } from './import-rest-api.ts';
import { putGatewayResponse } from './put-gateway-response.ts';
import { putIntegration } from './put-integration.ts';
import { putIntegrationResponse } from './put-integration-response.ts';
import { putMethod } from './put-method.ts';
import { putMethodResponse } from './put-method-response.ts';
import { putRestApi } from './put-rest-api.ts';
import { accountResource } from './resources/account.ts';
import { apiKeyResource } from './resources/api-key.ts';
import { authorizerResource } from './resources/authorizer.ts';
import { basePathMappingResource } from './resources/base-path-mapping.ts';
import { clientCertificateResource } from './resources/client-certificate.ts';
import { deploymentResource } from './resources/deployment.ts';
import { documentationPartResource } from './resources/documentation-part.ts';
import { documentationVersionResource } from './resources/documentation-version.ts';
import { domainNameResource } from './resources/domain-name.ts';
import { gatewayResponseResource } from './resources/gateway-response.ts';
import { methodResource } from './resources/method.ts';
import { modelResource } from './resources/model.ts';
import { requestValidatorResource } from './resources/request-validator.ts';
import { resourceResource } from './resources/resource.ts';
import { restApiResource } from './resources/rest-api.ts';
import { stageResource } from './resources/stage.ts';
import { usagePlanResource } from './resources/usage-plan.ts';
import { usagePlanKeyResource } from './resources/usage-plan-key.ts';
import { vpcLinkResource } from './resources/vpc-link.ts';
import { type ApigatewayState, newApigatewayState } from './state.ts';
import { tagResource } from './tag-resource.ts';
import { testInvokeAuthorizer } from './test-invoke-authorizer.ts';
import { testInvokeMethod } from './test-invoke-method.ts';
import { untagResource } from './untag-resource.ts';
import { updateAccount } from './update-account.ts';
import { updateApiKey } from './update-api-key.ts';
import { updateAuthorizer } from './update-authorizer.ts';
import { updateDeployment } from './update-deployment.ts';
import { updateDomainName } from './update-domain-name.ts';
import { updateGatewayResponse } from './update-gateway-response.ts';
import { updateIntegration } from './update-integration.ts';
import { updateIntegrationResponse } from './update-integration-response.ts';
import { updateMethod } from './update-method.ts';
import { updateMethodResponse } from './update-method-response.ts';
import { updateModel } from './update-model.ts';
import { updateRequestValidator } from './update-request-validator.ts';
import { updateResource } from './update-resource.ts';
import { updateRestApi } from './update-rest-api.ts';
import { updateStage } from './update-stage.ts';
import { updateUsage } from './update-usage.ts';
import { updateUsagePlan } from './update-usage-plan.ts';
import { createVpcLink, deleteVpcLink, getVpcLink, getVpcLinks, updateVpcLink } from './vpc-links.ts';

export { listRoutes, type Route } from './list-routes.ts';
export { type ApigatewayState, restoreStages } from './state.ts';
export { unenforced } from './unenforced.ts';

export const apigateway: ServiceDefinition<Platform, ApigatewayState> = {
  id: 'apigateway',
  client: () => import('@aws-sdk/client-api-gateway'),
  doubles: ['percentTraffic', 'rateLimit', 'throttlingRateLimit'],
  newState: newApigatewayState,
  stop: (state) => state.flushUsage(),
  operations: {
    CreateApiKey: createApiKey,
    CreateAuthorizer: createAuthorizer,
    CreateBasePathMapping: createBasePathMapping,
    CreateDeployment: createDeployment,
    CreateDocumentationPart: createDocumentationPart,
    CreateDocumentationVersion: createDocumentationVersion,
    CreateDomainName: createDomainName,
    CreateModel: createModel,
    CreateRequestValidator: createRequestValidator,
    CreateResource: createResource,
    CreateRestApi: createRestApi,
    CreateStage: createStage,
    CreateUsagePlan: createUsagePlan,
    CreateUsagePlanKey: createUsagePlanKey,
    CreateVpcLink: createVpcLink,
    DeleteApiKey: deleteApiKey,
    DeleteAuthorizer: deleteAuthorizer,
    DeleteBasePathMapping: deleteBasePathMapping,
    DeleteClientCertificate: deleteClientCertificate,
    DeleteDeployment: deleteDeployment,
    DeleteDocumentationPart: deleteDocumentationPart,
    DeleteDocumentationVersion: deleteDocumentationVersion,
    DeleteDomainName: deleteDomainName,
    DeleteGatewayResponse: deleteGatewayResponse,
    DeleteIntegration: deleteIntegration,
    DeleteIntegrationResponse: deleteIntegrationResponse,
    DeleteMethod: deleteMethod,
    DeleteMethodResponse: deleteMethodResponse,
    DeleteModel: deleteModel,
    DeleteRequestValidator: deleteRequestValidator,
    DeleteResource: deleteResource,
    DeleteRestApi: deleteRestApi,
    DeleteStage: deleteStage,
    DeleteUsagePlan: deleteUsagePlan,
    DeleteUsagePlanKey: deleteUsagePlanKey,
    DeleteVpcLink: deleteVpcLink,
    FlushStageAuthorizersCache: flushStageAuthorizersCache,
    FlushStageCache: flushStageCache,
    GenerateClientCertificate: generateClientCertificate,
    GetAccount: getAccount,
    GetApiKey: getApiKey,
    GetApiKeys: getApiKeys,
    GetAuthorizer: getAuthorizer,
    GetAuthorizers: getAuthorizers,
    GetBasePathMapping: getBasePathMapping,
    GetBasePathMappings: getBasePathMappings,
    GetClientCertificate: getClientCertificate,
    GetClientCertificates: getClientCertificates,
    GetDeployment: getDeployment,
    GetDeployments: getDeployments,
    GetDocumentationPart: getDocumentationPart,
    GetDocumentationParts: getDocumentationParts,
    GetDocumentationVersion: getDocumentationVersion,
    GetDocumentationVersions: getDocumentationVersions,
    GetDomainName: getDomainName,
    GetDomainNames: getDomainNames,
    GetExport: getExport,
    GetGatewayResponse: getGatewayResponse,
    GetGatewayResponses: getGatewayResponses,
    GetIntegration: getIntegration,
    GetIntegrationResponse: getIntegrationResponse,
    GetMethod: getMethod,
    GetMethodResponse: getMethodResponse,
    GetModel: getModel,
    GetModelTemplate: getModelTemplate,
    GetModels: getModels,
    GetRequestValidator: getRequestValidator,
    GetRequestValidators: getRequestValidators,
    GetResource: getResource,
    GetResources: getResources,
    GetRestApi: getRestApi,
    GetRestApis: getRestApis,
    GetStage: getStage,
    GetStages: getStages,
    GetTags: getTags,
    GetUsage: getUsage,
    GetUsagePlan: getUsagePlan,
    GetUsagePlanKey: getUsagePlanKey,
    GetUsagePlanKeys: getUsagePlanKeys,
    GetUsagePlans: getUsagePlans,
    GetVpcLink: getVpcLink,
    GetVpcLinks: getVpcLinks,
    ImportApiKeys: importApiKeys,
    ImportDocumentationParts: importDocumentationParts,
    ImportRestApi: importRestApi,
    PutGatewayResponse: putGatewayResponse,
    PutIntegration: putIntegration,
    PutIntegrationResponse: putIntegrationResponse,
    PutMethod: putMethod,
    PutMethodResponse: putMethodResponse,
    PutRestApi: putRestApi,
    TagResource: tagResource,
    TestInvokeAuthorizer: testInvokeAuthorizer,
    TestInvokeMethod: testInvokeMethod,
    UntagResource: untagResource,
    UpdateAccount: updateAccount,
    UpdateApiKey: updateApiKey,
    UpdateAuthorizer: updateAuthorizer,
    UpdateBasePathMapping: updateBasePathMapping,
    UpdateClientCertificate: updateClientCertificate,
    UpdateDeployment: updateDeployment,
    UpdateDocumentationPart: updateDocumentationPart,
    UpdateDocumentationVersion: updateDocumentationVersion,
    UpdateDomainName: updateDomainName,
    UpdateGatewayResponse: updateGatewayResponse,
    UpdateIntegration: updateIntegration,
    UpdateIntegrationResponse: updateIntegrationResponse,
    UpdateMethod: updateMethod,
    UpdateMethodResponse: updateMethodResponse,
    UpdateModel: updateModel,
    UpdateRequestValidator: updateRequestValidator,
    UpdateResource: updateResource,
    UpdateRestApi: updateRestApi,
    UpdateStage: updateStage,
    UpdateUsage: updateUsage,
    UpdateUsagePlan: updateUsagePlan,
    UpdateVpcLink: updateVpcLink,
  },
  resources: [
    accountResource,
    apiKeyResource,
    authorizerResource,
    basePathMappingResource,
    clientCertificateResource,
    deploymentResource,
    documentationPartResource,
    documentationVersionResource,
    domainNameResource,
    gatewayResponseResource,
    methodResource,
    modelResource,
    requestValidatorResource,
    resourceResource,
    restApiResource,
    stageResource,
    usagePlanKeyResource,
    usagePlanResource,
    vpcLinkResource,
  ],
};

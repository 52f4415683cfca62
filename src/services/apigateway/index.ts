import type { ServiceDefinition } from '../../aws/service.ts';
import type { Platform } from '../platform.ts';
import { createAuthorizer } from './create-authorizer.ts';
import { createDeployment } from './create-deployment.ts';
import { createModel } from './create-model.ts';
import { createRequestValidator } from './create-request-validator.ts';
import { createResource } from './create-resource.ts';
import { createRestApi } from './create-rest-api.ts';
import { createStage } from './create-stage.ts';
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
import { getAccount } from './get-account.ts';
import { getAuthorizer } from './get-authorizer.ts';
import { getAuthorizers } from './get-authorizers.ts';
import { getDeployment } from './get-deployment.ts';
import { getDeployments } from './get-deployments.ts';
import { getGatewayResponse } from './get-gateway-response.ts';
import { getGatewayResponses } from './get-gateway-responses.ts';
import { getIntegration } from './get-integration.ts';
import { getIntegrationResponse } from './get-integration-response.ts';
import { getMethod } from './get-method.ts';
import { getMethodResponse } from './get-method-response.ts';
import { getModel } from './get-model.ts';
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
import { importRestApi } from './import-rest-api.ts';
import { putGatewayResponse } from './put-gateway-response.ts';
import { putIntegration } from './put-integration.ts';
import { putIntegrationResponse } from './put-integration-response.ts';
import { putMethod } from './put-method.ts';
import { putMethodResponse } from './put-method-response.ts';
import { putRestApi } from './put-rest-api.ts';
import { accountResource } from './resources/account.ts';
import { authorizerResource } from './resources/authorizer.ts';
import { deploymentResource } from './resources/deployment.ts';
import { gatewayResponseResource } from './resources/gateway-response.ts';
import { methodResource } from './resources/method.ts';
import { modelResource } from './resources/model.ts';
import { requestValidatorResource } from './resources/request-validator.ts';
import { resourceResource } from './resources/resource.ts';
import { restApiResource } from './resources/rest-api.ts';
import { stageResource } from './resources/stage.ts';
import { type ApigatewayState, newApigatewayState } from './state.ts';
import { tagResource } from './tag-resource.ts';
import { untagResource } from './untag-resource.ts';
import { updateAccount } from './update-account.ts';
import { updateDeployment } from './update-deployment.ts';
import { updateIntegration } from './update-integration.ts';
import { updateMethod } from './update-method.ts';
import { updateModel } from './update-model.ts';
import { updateRequestValidator } from './update-request-validator.ts';
import { updateResource } from './update-resource.ts';
import { updateRestApi } from './update-rest-api.ts';
import { updateStage } from './update-stage.ts';

export { listRoutes, type Route } from './list-routes.ts';
export { type ApigatewayState, restoreStages } from './state.ts';
export { unenforced } from './unenforced.ts';

export const apigateway: ServiceDefinition<Platform, ApigatewayState> = {
  id: 'apigateway',
  client: () => import('@aws-sdk/client-api-gateway'),
  newState: newApigatewayState,
  operations: {
    CreateAuthorizer: createAuthorizer,
    CreateDeployment: createDeployment,
    CreateModel: createModel,
    CreateRequestValidator: createRequestValidator,
    CreateResource: createResource,
    CreateRestApi: createRestApi,
    CreateStage: createStage,
    DeleteAuthorizer: deleteAuthorizer,
    DeleteDeployment: deleteDeployment,
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
    GetAccount: getAccount,
    GetAuthorizer: getAuthorizer,
    GetAuthorizers: getAuthorizers,
    GetDeployment: getDeployment,
    GetDeployments: getDeployments,
    GetGatewayResponse: getGatewayResponse,
    GetGatewayResponses: getGatewayResponses,
    GetIntegration: getIntegration,
    GetIntegrationResponse: getIntegrationResponse,
    GetMethod: getMethod,
    GetMethodResponse: getMethodResponse,
    GetModel: getModel,
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
    ImportRestApi: importRestApi,
    PutGatewayResponse: putGatewayResponse,
    PutIntegration: putIntegration,
    PutIntegrationResponse: putIntegrationResponse,
    PutMethod: putMethod,
    PutMethodResponse: putMethodResponse,
    PutRestApi: putRestApi,
    TagResource: tagResource,
    UntagResource: untagResource,
    UpdateAccount: updateAccount,
    UpdateDeployment: updateDeployment,
    UpdateIntegration: updateIntegration,
    UpdateMethod: updateMethod,
    UpdateModel: updateModel,
    UpdateRequestValidator: updateRequestValidator,
    UpdateResource: updateResource,
    UpdateRestApi: updateRestApi,
    UpdateStage: updateStage,
  },
  resources: [
    accountResource,
    authorizerResource,
    deploymentResource,
    gatewayResponseResource,
    methodResource,
    modelResource,
    requestValidatorResource,
    resourceResource,
    restApiResource,
    stageResource,
  ],
};

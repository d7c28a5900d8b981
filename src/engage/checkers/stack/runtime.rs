//! `stack.runtime`: what the product runs on.
//!
//! In: resources of Terraform, CloudFormation, Serverless and Kubernetes, Dockerfiles, manifests. Out: one outcome. Known are `aws_lambda` (functions are declared, and
//! nothing else that runs code: no instance, no service of containers), `container` (a Dockerfile or a service of containers) and `node`
//! (a `package.json`, and no function of Lambda, which is a runtime of its own). Any other is not evaluated, and so is one of which nothing is declared.

use crate::engage::checkers::Subject;
use crate::engage::checkers::cloud::Resource;
use crate::engage::checkers::looked::{not_evaluated, plain};
use crate::engage::repository::Kind;
use crate::engage::verdict::Outcome;

const CLAUSE: &str = "stack.runtime";
const LAMBDA: &[&str] = &["aws_lambda_function", "AWS::Lambda::Function", "AWS::Serverless::Function"];
const CONTAINERS: &[&str] = &[
    "aws_ecs_service",
    "aws_apprunner_service",
    "aws_eks_cluster",
    "google_cloud_run_service",
    "google_cloud_run_v2_service",
    "azurerm_container_app",
    "AWS::ECS::Service",
    "AWS::AppRunner::Service",
    "AWS::EKS::Cluster",
    "Deployment",
    "StatefulSet",
    "DaemonSet",
];
const MACHINES: &[&str] = &[
    "aws_instance",
    "aws_launch_template",
    "aws_autoscaling_group",
    "aws_elastic_beanstalk_environment",
    "google_compute_instance",
    "azurerm_linux_virtual_machine",
    "AWS::EC2::Instance",
    "AWS::AutoScaling::AutoScalingGroup",
    "AWS::ElasticBeanstalk::Environment",
];

/// Looks at what runs code.
pub(in crate::engage::checkers) fn runtime(Subject { terms, repository, cloud, .. }: &Subject<'_>) -> Vec<Outcome> {
    let wanted = plain(&terms.stack.runtime);
    let (resources, mut looked) = cloud.resources();
    let of = |names: &[&str]| resources.iter().filter(|one| names.contains(&one.kind)).collect::<Vec<_>>();
    let images = repository.of_kind(Kind::Dockerfile).count();
    let (own, others): (usize, Vec<&Resource<'_>>) = match wanted.as_str() {
        "aws_lambda" | "lambda" => (of(LAMBDA).len(), [of(CONTAINERS), of(MACHINES)].concat()),
        "container" | "docker" | "containers" => (of(CONTAINERS).len() + images, [of(LAMBDA), of(MACHINES)].concat()),
        "node" | "nodejs" => (repository.of_kind(Kind::PackageJson).count(), of(LAMBDA)),
        _ => return vec![not_evaluated(CLAUSE, format!("no checker knows the runtime `{}`", terms.stack.runtime))],
    };
    for other in others {
        looked.add(
            other.file,
            other.place,
            format!("`{}` runs code, and the runtime is `{}`", other.kind, terms.stack.runtime),
        );
    }
    let none = format!("no file says that something runs on `{}`", terms.stack.runtime);
    let holds = format!("`{}` is what the files declare", terms.stack.runtime);
    vec![looked.counted(CLAUSE, "runtime", own, none, holds)]
}

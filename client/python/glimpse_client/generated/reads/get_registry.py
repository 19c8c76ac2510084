from ..base_model import BaseModel


class GetRegistry(BaseModel):
    registry: "GetRegistryRegistry"


class GetRegistryRegistry(BaseModel):
    version: str
    read_only: bool
    disk_formats: list[str]
    container_formats: list[str]
    limits: "GetRegistryRegistryLimits"


class GetRegistryRegistryLimits(BaseModel):
    default_page_size: int
    max_page_size: int
    max_rows: int
    max_bulk_items: int


GetRegistry.model_rebuild()
GetRegistryRegistry.model_rebuild()

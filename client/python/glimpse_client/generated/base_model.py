from pydantic import BaseModel as PydanticBaseModel
from pydantic import ConfigDict
from pydantic.alias_generators import to_camel

from ..unset import UNSET as UNSET
from ..unset import UnsetType as UnsetType




class BaseModel(PydanticBaseModel):
    model_config = ConfigDict(
        populate_by_name=True,
        validate_assignment=True,
        arbitrary_types_allowed=True,
        protected_namespaces=(),
        extra="forbid",
        alias_generator=to_camel,
    )
